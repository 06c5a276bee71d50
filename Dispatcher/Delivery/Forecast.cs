namespace Newsletter.Dispatcher.Delivery;

/// <summary>
/// Predicts when a dispatch ends, from the number of deliveries settled in the last half minute during which sending
/// was possible. Pure: the caller gives the time and the counts. Not thread-safe.
/// </summary>
/// <remarks>
/// Time in which nothing could be sent (the relay is down, the dispatch is paused, all open deliveries wait for a
/// retry) says nothing about the speed. It is left out, and the earlier speed counts until there is a new measure. A
/// trouble is detected with a delay, so the standstill just before it is left out, too.
/// </remarks>
/// <param name="deadline">When all recipients should have the message; null when there is no deadline.</param>
internal sealed class Forecast(DateTimeOffset? deadline)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(30);

    /// <summary>Samples closer than this are skipped, because they add nothing.</summary>
    private static readonly TimeSpan Apart = TimeSpan.FromMilliseconds(500);

    private readonly LinkedList<Sample> _samples = [];

    private State? _last;

    /// <summary>Time in which sending was possible, up to the last settled delivery.</summary>
    private TimeSpan _going;

    /// <summary>Time since then in which sending was possible and nothing was settled.</summary>
    private TimeSpan _still;

    /// <summary>Time in which nothing could be sent.</summary>
    private TimeSpan _waited;

    /// <summary>Deliveries settled in <see cref="_going"/>.</summary>
    private long _counted;

    /// <summary>Adds a sample and returns the new forecast.</summary>
    /// <param name="settled">Deliveries for which nothing more will be done.</param>
    /// <param name="open">Deliveries that are still due.</param>
    /// <param name="nextTry">When the next retry is due, if all open deliveries wait for a retry; otherwise
    /// null.</param>
    /// <param name="isHeld">True while nothing can be sent: no relay takes mail, the ledger cannot be written, or the
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

    /// <summary>The last sample at or before the window's beginning, so that the whole window is measured.</summary>
    private Sample First()
    {
        // A standstill may later turn out to be a wait, so it does not remove samples.
        while (_samples.First is { Next: { Value: var second } } && second.Going <= _going - Window)
        {
            _samples.RemoveFirst();
        }

        return _samples.LastOrDefault(sample => sample.Going <= _going + _still - Window) ?? _samples.First!.Value;
    }

    private void Measure(DateTimeOffset now, long settled, bool isHeld, bool isForRetry)
    {
        // The clock was set back, or an operator had deliveries sent again: the old samples are invalid.
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
    /// How late the dispatch will be. Without a predicted end it is late only once the deadline has passed. While
    /// nothing can be sent, the predicted end is the earliest one: it can show that the dispatch will be late, but not
    /// that it will be in time.
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
