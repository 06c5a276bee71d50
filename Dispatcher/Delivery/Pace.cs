using System.Threading.RateLimiting;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Delivery;

/// <summary>
/// Keeps to <c>Delivery:RatePerSecond</c> and <c>Delivery:PerDomain</c>, evenly: permits are given for a tenth of a
/// second at a time.
/// </summary>
/// <remarks>
/// There is one for the whole program, because the limits of relay and providers apply to all messages together.
/// </remarks>
internal sealed class Pace : IDisposable
{
    private const double StepsPerSecond = 10;

    /// <summary>
    /// How many seconds' worth of rows are read ahead at most, so that a retry that falls due does not wait behind
    /// them.
    /// </summary>
    private const double SecondsReadAhead = 10;

    private const int LargestPage = 1000;
    private const int PageOfSlowDomain = 50;

    private readonly DeliverySettings _settings;
    private readonly TokenBucketRateLimiter? _overall;

    /// <summary>The limiter of each lane; null for a lane without limit.</summary>
    private readonly TokenBucketRateLimiter?[] _lanes;

    public Pace(DeliverySettings settings, TimeProvider clock)
    {
        Slow = new SlowDomains(clock);
        Lanes = new Lanes(settings.PerDomain);
        _settings = settings;
        _overall = settings.RatePerSecond is { } rate ? Limiter(rate) : null;
        _lanes = [null, .. settings.PerDomain.Select(domain => Limiter(domain.MessagesPerSecond))];
    }

    /// <summary>The lanes of the settings.</summary>
    public Lanes Lanes { get; }

    /// <summary>The domains that asked for less speed than the settings say.</summary>
    public SlowDomains Slow { get; }

    /// <summary>How many recipients may wait for a connection.</summary>
    public int QueueLength => Page(_settings.RatePerSecond, seconds: 1);

    /// <summary>How many recipients of a lane are read in one page.</summary>
    public int PageSize(int lane) =>
        lane >= _lanes.Length
            ? PageOfSlowDomain
            : Page(
                lane == Lanes.EverybodyElse ? _settings.RatePerSecond : _settings.PerDomain[lane - 1].MessagesPerSecond,
                SecondsReadAhead
            );

    /// <summary>
    /// Waits until the next message of a lane may go. Call this first, then <see cref="WaitOverallAsync"/>.
    /// </summary>
    /// <param name="lane">Index as in <see cref="Lanes"/>.</param>
    /// <exception cref="OperationCanceledException">The program stops while waiting.</exception>
    public ValueTask WaitAsync(int lane, CancellationToken cancellationToken) =>
        WaitAsync(lane < _lanes.Length ? _lanes[lane] : null, cancellationToken);

    /// <summary>Waits until the next message may go by the overall limit.</summary>
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
    /// How many messages may go at once, and after what time as many more may go. Together they give exactly the rate.
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
