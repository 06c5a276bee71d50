using System.Threading.RateLimiting;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Delivery;

/// <summary>
/// Keeps to <c>Delivery:RatePerSecond</c> and <c>Delivery:PerDomain</c>, evenly: a tenth of a second's worth at a time.
/// </summary>
/// <remarks>One for the program, since the limits are the relay's and the providers', whatever is sent.</remarks>
internal sealed class Pace : IDisposable
{
    private const double StepsPerSecond = 10;

    /// <summary>
    /// Rows that are read ahead are at most so many seconds' worth, so that a retry that falls due is not kept behind
    /// them.
    /// </summary>
    private const double SecondsReadAhead = 10;

    private const int LargestPage = 1000;
    private const int PageOfSlowDomain = 50;

    private readonly DeliverySettings _settings;
    private readonly TokenBucketRateLimiter? _overall;

    /// <summary>By lane; null where there is no limit.</summary>
    private readonly TokenBucketRateLimiter?[] _lanes;

    public Pace(DeliverySettings settings, TimeProvider clock)
    {
        Slow = new SlowDomains(clock);
        Lanes = new Lanes(settings.PerDomain);
        _settings = settings;
        _overall = settings.RatePerSecond is { } rate ? Limiter(rate) : null;
        _lanes = [null, .. settings.PerDomain.Select(domain => Limiter(domain.MessagesPerSecond))];
    }

    /// <summary>Recipients parted by the limits of the settings.</summary>
    public Lanes Lanes { get; }

    /// <summary>Domains that asked for less speed than the settings say.</summary>
    public SlowDomains Slow { get; }

    /// <summary>How many recipients may wait for a connection.</summary>
    public int QueueLength => Page(_settings.RatePerSecond, seconds: 1);

    /// <summary>How many recipients of a lane are read at once.</summary>
    public int PageSize(int lane) =>
        lane >= _lanes.Length
            ? PageOfSlowDomain
            : Page(
                lane == Lanes.EverybodyElse ? _settings.RatePerSecond : _settings.PerDomain[lane - 1].MessagesPerSecond,
                SecondsReadAhead
            );

    /// <summary>
    /// Waits until the next message of a lane may go. First this, then <see cref="WaitOverallAsync"/>.
    /// </summary>
    /// <param name="lane">Index as in <see cref="Lanes"/>.</param>
    /// <exception cref="OperationCanceledException">The program stops while waiting.</exception>
    public ValueTask WaitAsync(int lane, CancellationToken cancellationToken) =>
        WaitAsync(lane < _lanes.Length ? _lanes[lane] : null, cancellationToken);

    /// <summary>Waits until the next message of all may go.</summary>
    /// <exception cref="OperationCanceledException">The program stops while waiting.</exception>
    public ValueTask WaitOverallAsync(CancellationToken cancellationToken) => WaitAsync(_overall, cancellationToken);

    public void Dispose()
    {
        _overall?.Dispose();
        foreach (var lane in _lanes)
        {
            lane?.Dispose();
        }
    }

    /// <summary>
    /// How many messages may go at once, and how long until as many more may. Together exactly the rate.
    /// </summary>
    public static (int Messages, TimeSpan Period) Step(double messagesPerSecond)
    {
        var messages = (int)Math.Ceiling(messagesPerSecond / StepsPerSecond);
        return (messages, TimeSpan.FromSeconds(messages / messagesPerSecond));
    }

    private static int Page(double? messagesPerSecond, double seconds) =>
        messagesPerSecond is { } rate ? (int)Math.Clamp(rate * seconds, 10, LargestPage) : LargestPage;

    private static ValueTask WaitAsync(TokenBucketRateLimiter? limiter, CancellationToken cancellationToken)
    {
        return limiter is null ? ValueTask.CompletedTask : TakeAsync();

        async ValueTask TakeAsync()
        {
            using var lease = await limiter.AcquireAsync(permitCount: 1, cancellationToken);
            ObjectDisposedException.ThrowIf(!lease.IsAcquired, typeof(Pace));
        }
    }

    private static TokenBucketRateLimiter Limiter(double messagesPerSecond)
    {
        var (messages, period) = Step(messagesPerSecond);
        return new(
            new()
            {
                TokenLimit = messages,
                TokensPerPeriod = messages,
                ReplenishmentPeriod = period,
                QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
                QueueLimit = int.MaxValue,
            }
        );
    }
}
