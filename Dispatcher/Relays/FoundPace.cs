namespace Newsletter.Dispatcher.Relays;

/// <summary>
/// The pace at which a relay, or the servers of a domain, refuse nothing: found from their refusals. A refusal takes a
/// quarter of the pace away at once; while nothing is refused, it grows by a fiftieth a second, and faster after half a
/// minute. Pure: time comes in. Not for several threads at once.
/// </summary>
/// <param name="withoutMeasure">Messages a second to begin with where nothing was counted as accepted before.</param>
internal sealed class FoundPace(double withoutMeasure = 1)
{
    private const double Decrease = 0.75;
    private const double Increase = 0.02;

    /// <summary>
    /// Messages a second for each second: from nearly nothing, the pace of a relay is found again in a minute or two.
    /// </summary>
    private const double LeastIncrease = 0.05;

    /// <summary>
    /// After so many seconds without a refusal the growth has doubled: the limit may have been raised.
    /// </summary>
    private const double Doubling = 30;

    private const double Slowest = 0.2;
    private const int MeasuredSeconds = 5;

    /// <summary>One decrease for what many connections notice together.</summary>
    private static readonly TimeSpan BetweenDecreases = TimeSpan.FromMilliseconds(250);

    /// <summary>So long without a refusal, and without anything accepted before it, means stopped.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Time in use after which the limit is forgotten.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Gaps between two messages count up to this: a night without messages does not show that nothing would be
    /// refused.
    /// </summary>
    private static readonly TimeSpan LongestGap = TimeSpan.FromSeconds(1);

    private readonly long[] _accepted = new long[MeasuredSeconds];
    private long _second = long.MinValue;
    private long _firstSecond;
    private double? _atDecrease;
    private double _step;
    private double _tokens;
    private TimeSpan _now;
    private TimeSpan _quiet;
    private TimeSpan _slowedAt;
    private TimeSpan? _firstRefusal;
    private int _refusedInARow;

    /// <summary>Messages a second; null while no limit is known.</summary>
    public double? PerSecond =>
        _atDecrease is { } from
            ? from
                + (
                    _step
                    * _quiet.TotalSeconds
                    * (1 + (_quiet.TotalSeconds * _quiet.TotalSeconds / (Doubling * Doubling)))
                )
            : null;

    /// <summary>What the last refusal said; null while no limit is known.</summary>
    public string? Reply { get; private set; }

    /// <summary>
    /// Nothing was accepted for a while although it was asked for less and less: less speed does not help.
    /// </summary>
    public bool IsStopped(TimeSpan now) => _refusedInARow >= 5 && now - _firstRefusal >= Patience;

    /// <summary>Takes the right to send one message.</summary>
    /// <returns>Zero when it may go; otherwise how long until it may be asked for again.</returns>
    public TimeSpan Take(TimeSpan now)
    {
        if (_atDecrease is null)
        {
            return TimeSpan.Zero;
        }

        Advance(now);
        if (PerSecond is not { } rate)
        {
            return TimeSpan.Zero;
        }

        if (_tokens >= 1)
        {
            _tokens--;
            return TimeSpan.Zero;
        }

        return TimeSpan.FromSeconds((1 - _tokens) / rate) + TimeSpan.FromMilliseconds(1);
    }

    /// <summary>A message was accepted.</summary>
    public void Accepted(TimeSpan now)
    {
        (_refusedInARow, _firstRefusal) = (0, null);
        var second = now.Ticks / TimeSpan.TicksPerSecond;
        if (second != _second)
        {
            Forget(second);
        }

        _accepted[second % MeasuredSeconds]++;
    }

    /// <summary>A message was refused for its rate.</summary>
    /// <param name="sentAt">
    /// When it began to be handed over: what was under way at the last decrease tells nothing new.
    /// </param>
    /// <returns>True when the pace was lowered.</returns>
    public bool Refused(string reply, TimeSpan sentAt, TimeSpan now)
    {
        _refusedInARow++;
        _firstRefusal ??= now;
        if (_atDecrease is not null && (sentAt < _slowedAt || now - _slowedAt < BetweenDecreases))
        {
            return false;
        }

        Advance(now);
        var pace = PerSecond ?? Measured(now);
        _atDecrease = Math.Max(Slowest, pace * Decrease);
        _step = Math.Max(LeastIncrease, pace * Increase);
        (_tokens, _quiet, _slowedAt, Reply) = (0, TimeSpan.Zero, now, reply);
        return true;
    }

    private void Advance(TimeSpan now)
    {
        var passed = now > _now ? now - _now : TimeSpan.Zero;
        _now = now;
        if (PerSecond is not { } rate)
        {
            return;
        }

        // The messages of a quarter of a second may go at once, so that a thread that wakes late loses no time.
        _tokens = Math.Min(Math.Max(2, rate / 4), _tokens + (passed.TotalSeconds * rate));
        _quiet += passed < LongestGap ? passed : LongestGap;
        if (_quiet >= Memory)
        {
            (_atDecrease, Reply) = (null, null);
        }
    }

    /// <summary>What was accepted a second in the last seconds: at least one whole second is looked at.</summary>
    private double Measured(TimeSpan now)
    {
        var second = now.Ticks / TimeSpan.TicksPerSecond;
        if (second != _second)
        {
            Forget(second);
        }

        var seconds = Math.Clamp(second - _firstSecond + 1, 1, MeasuredSeconds);
        var accepted = _accepted.Sum();
        return accepted > 0 ? Math.Max(1, accepted / (double)seconds) : withoutMeasure;
    }

    /// <summary>Empties the seconds that have passed since the last one that was counted.</summary>
    private void Forget(long second)
    {
        if (_second < second - MeasuredSeconds)
        {
            Array.Clear(_accepted);
            _firstSecond = second;
        }
        else
        {
            for (var old = _second + 1; old <= second; old++)
            {
                _accepted[old % MeasuredSeconds] = 0;
            }
        }

        _second = second;
    }
}
