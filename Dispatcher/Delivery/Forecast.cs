namespace Newsletter.Dispatcher.Delivery;

/// <summary>
/// Predicts when a dispatch ends, from how many deliveries were settled in the last half minute in which something
/// could go. Pure: it is told the time and the counts. Not for several threads at once.
/// </summary>
/// <remarks>
/// Time in which nothing could go (the relay down, the dispatch paused, everybody waits for another try) says nothing
/// about the speed. It is left out, and what was measured before counts until there is a new measure. A trouble becomes
/// known only after a while, so the standstill just before it is left out, too.
/// </remarks>
/// <param name="deadline">When everybody should have it; null where there is none.</param>
internal sealed class Forecast(DateTimeOffset? deadline)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(30);

    /// <summary>Closer samples say nothing new.</summary>
    private static readonly TimeSpan Apart = TimeSpan.FromMilliseconds(500);

    private readonly LinkedList<Sample> _samples = [];

    private State? _last;

    /// <summary>Time in which something could go, up to the last delivery.</summary>
    private TimeSpan _going;

    /// <summary>Time since then in which something could go and nothing did.</summary>
    private TimeSpan _still;

    /// <summary>Time in which nothing could go.</summary>
    private TimeSpan _waited;

    /// <summary>Deliveries settled in <see cref="_going"/>.</summary>
    private long _counted;

    /// <summary>Adds what is known at an instant, and says what follows from it.</summary>
    /// <param name="settled">Deliveries that nothing more will be done about.</param>
    /// <param name="open">Deliveries that are still due.</param>
    /// <param name="nextTry">When the next is tried, where all that are open wait for another try; otherwise
    /// null.</param>
    /// <param name="isHeld">True while nothing can go: no relay takes mail, the ledger cannot be written, or the
    /// dispatch is paused.</param>
    public Outlook Add(DateTimeOffset now, long settled, long open, DateTimeOffset? nextTry = null, bool isHeld = false)
    {
        var isForRetry = nextTry > now;
        Measure(now, settled, isHeld, isForRetry);

        var first = First();
        var measured = _going + _still - first.Going;
        double? rate = measured >= Apart ? (_counted - first.Counted) / measured.TotalSeconds : null;
        var end =
            open == 0 ? now
            : isForRetry ? End(nextTry!.Value, open, rate) ?? nextTry
            : End(now, open, rate);
        return new Outlook(isHeld ? 0 : rate, end, deadline, Late(now, open, end, isHeld), isHeld, _waited);
    }

    /// <summary>The last sample at or before the window's beginning, so that the window is measured whole.</summary>
    private Sample First()
    {
        // Standing still may turn out to be no measure, so it makes nothing forgotten.
        while (_samples.First is { Next: { Value: var second } } && second.Going <= _going - Window)
        {
            _samples.RemoveFirst();
        }

        return _samples.LastOrDefault(sample => sample.Going <= _going + _still - Window) ?? _samples.First!.Value;
    }

    private void Measure(DateTimeOffset now, long settled, bool isHeld, bool isForRetry)
    {
        // A clock that was set back, or deliveries that an operator has sent again: what was measured is worth nothing.
        if (_last is not { } last || now < last.At || settled < last.Settled)
        {
            _samples.Clear();
            (_going, _still, _counted) = (TimeSpan.Zero, TimeSpan.Zero, 0);
            _samples.AddLast(new Sample(_going, _counted));
            _last = new(now, settled, isHeld, isForRetry);
            return;
        }

        var (passed, moved) = (now - last.At, settled - last.Settled);
        if (isHeld || last.IsHeld)
        {
            _waited += passed;
            _still = TimeSpan.Zero;
        }
        else if (moved > 0)
        {
            _going += _still + passed;
            _still = TimeSpan.Zero;
            _counted += moved;
        }
        else if (isForRetry || last.IsForRetry)
        {
            _still = TimeSpan.Zero;
        }
        else
        {
            _still += passed;
        }

        if (_going - _samples.Last!.Value.Going >= Apart)
        {
            _samples.AddLast(new Sample(_going, _counted));
        }

        _last = new(now, settled, isHeld, isForRetry);
    }

    private static DateTimeOffset? End(DateTimeOffset from, long open, double? rate) =>
        rate is { } perSecond and > 0
        && open / perSecond is var seconds
        && seconds < (DateTimeOffset.MaxValue - from).TotalSeconds - 1
            ? from.AddSeconds(seconds)
            : null;

    /// <summary>
    /// Without a predicted end it is late only when the deadline has passed. While nothing can go, a predicted end is
    /// the earliest one: it may be late for certain, but never in time for certain.
    /// </summary>
    private TimeSpan? Late(DateTimeOffset now, long open, DateTimeOffset? end, bool isHeld)
    {
        if (deadline is not { } until || open == 0)
        {
            return null;
        }

        return (end ?? now) is var expected && expected > until ? expected - until
            : end is null || isHeld ? null
            : TimeSpan.Zero;
    }

    private sealed record State(DateTimeOffset At, long Settled, bool IsHeld, bool IsForRetry);

    private sealed record Sample(TimeSpan Going, long Counted);
}
