namespace Newsletter.Dispatcher.Delivery;

/// <summary>
/// Predicts when a dispatch ends, from how many deliveries were settled in the last half minute. Pure: it is told the time
/// and the counts. Not for several threads at once.
/// </summary>
/// <param name="deadline">When everybody should have it; null where there is none.</param>
internal sealed class Forecast(DateTimeOffset? deadline)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(30);

    /// <summary>Closer samples say nothing new.</summary>
    private static readonly TimeSpan Apart = TimeSpan.FromMilliseconds(500);

    private readonly LinkedList<Sample> _samples = [];

    /// <summary>Adds what is known at an instant, and says what follows from it.</summary>
    /// <param name="settled">Deliveries that nothing more will be done about.</param>
    /// <param name="open">Deliveries that are still due.</param>
    /// <param name="nextTry">When the next is tried, where all that are open wait for another try; otherwise null.</param>
    public Outlook Add(DateTimeOffset now, long settled, long open, DateTimeOffset? nextTry = null)
    {
        // A clock that was set back, or deliveries that an operator has sent again: what was measured is worth nothing.
        if (_samples.Last is { Value: var last } && (now < last.At || settled < last.Settled))
        {
            _samples.Clear();
        }

        if (_samples.Last is not { Value: var latest } || now - latest.At >= Apart)
        {
            _samples.AddLast(new Sample(now, settled));
        }

        // One sample at or before the window's beginning stays, so that the window is measured whole.
        while (_samples.First is { Next: { Value: var second } } && second.At <= now - Window)
        {
            _samples.RemoveFirst();
        }

        var first = _samples.First!.Value;
        var seconds = (now - first.At).TotalSeconds;
        double? rate = seconds >= Apart.TotalSeconds ? (settled - first.Settled) / seconds : null;
        var end = open == 0 ? now : nextTry is { } next && next > now ? End(next, open, rate) ?? next : End(now, open, rate);
        return new Outlook(rate, end, deadline, Late(now, open, end));
    }

    private static DateTimeOffset? End(DateTimeOffset from, long open, double? rate) =>
        rate is { } perSecond and > 0 && open / perSecond is var seconds && seconds < (DateTimeOffset.MaxValue - from).TotalSeconds - 1
            ? from.AddSeconds(seconds)
            : null;

    /// <summary>Without a predicted end it is late only when the deadline has passed.</summary>
    private TimeSpan? Late(DateTimeOffset now, long open, DateTimeOffset? end)
    {
        if (deadline is not { } until || open == 0)
        {
            return null;
        }

        return (end ?? now) is var expected && expected > until ? expected - until : end is null ? null : TimeSpan.Zero;
    }

    private sealed record Sample(DateTimeOffset At, long Settled);
}

/// <summary>What is expected of a dispatch.</summary>
/// <param name="PerSecond">Deliveries settled a second; null until it can be told.</param>
/// <param name="End">The predicted end; null when nothing moves.</param>
/// <param name="Deadline">When everybody should have it; null where there is none.</param>
/// <param name="Late">How long after the deadline it will end, zero when it will be met; null when that cannot be told.</param>
internal sealed record Outlook(double? PerSecond, DateTimeOffset? End, DateTimeOffset? Deadline, TimeSpan? Late);
