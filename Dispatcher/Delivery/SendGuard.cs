using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Delivery;

/// <summary>
/// Pauses a run that goes wrong for everybody, before it has gone through the list: by what the relay says
/// (<see cref="CircuitBreaker"/>), and by messages that cannot be made. Asked by all connections at once.
/// </summary>
internal sealed class SendGuard(BreakerSettings settings, long recipients)
{
    /// <summary>One subscriber's data may break a template; when it breaks for more than 1 %, the issue is what is broken.</summary>
    private readonly long _mostBroken = Math.Max(3, recipients / 100);

    private readonly CircuitBreaker _breaker = new(settings);
    private long _broken;
    private string? _reason;

    /// <summary>Why the dispatch must pause; null while it may go on.</summary>
    public string? PauseReason => Volatile.Read(ref _reason);

    /// <summary>What an operator should know although the dispatch goes on.</summary>
    public string? Notice => _breaker.Notice;

    /// <summary>Takes in the outcome of one message.</summary>
    /// <returns>Null while the dispatch may go on; otherwise the one line that says why it must pause.</returns>
    public string? Add(DeliveryOutcome outcome, DueRecipient recipient)
    {
        var reason = outcome is DeliveryOutcome.Rejected { Cause: RefusalCause.Internal } broken && Interlocked.Increment(ref _broken) > _mostBroken
            ? $"the issue does not render for {_mostBroken + 1} subscribers, the last because: {broken.Reply}"
            : _breaker.Add(outcome, (int)recipient.Attempts + 1);
        return reason is null ? PauseReason : Interlocked.CompareExchange(ref _reason, reason, null) ?? reason;
    }
}
