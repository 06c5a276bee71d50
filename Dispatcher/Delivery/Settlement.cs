using System.Diagnostics;
using Newsletter.Dispatcher.Subscribers;

namespace Newsletter.Dispatcher.Delivery;

/// <summary>The whole state machine of a delivery that was tried, on one page.</summary>
internal sealed class Settlement(RetryPolicy retry, TimeProvider clock)
{
    /// <summary>What the ledger writes down for an outcome.</summary>
    /// <param name="cutOff">When the issue is stale.</param>
    public LedgerOutcome Settle(DueRecipient recipient, DeliveryOutcome outcome, DateTimeOffset cutOff)
    {
        var attempts = (int)recipient.Attempts + 1;
        return outcome switch
        {
            DeliveryOutcome.Accepted accepted => Final(DeliveryState.Sent, accepted.Reply, cause: null),
            DeliveryOutcome.Rejected rejected => Final(DeliveryState.Failed, rejected.Reply, rejected.Cause),
            DeliveryOutcome.Uncertain uncertain => Final(DeliveryState.Uncertain, uncertain.Reason, cause: null),
            DeliveryOutcome.Deferred deferred => Later(deferred),
            DeliveryOutcome.TooLarge => Release(recipient),
            _ => throw new UnreachableException($"No state for {outcome.GetType().Name}."),
        };

        LedgerOutcome Later(DeliveryOutcome.Deferred deferred)
        {
            var next = retry.Next(deferred.Cause, RefusalCauses.Parse(recipient.Class), attempts, clock.GetUtcNow(), cutOff);
            return Final(next.State, deferred.Reply, deferred.Cause) with { DueAt = next.DueAt };
        }

        LedgerOutcome Final(string state, string reply, RefusalCause? cause) =>
            new(recipient.SubscriberId, state, CountsAsAttempt: true, DueAt: null, reply, cause?.Word(), Suppressed(recipient, state, cause));
    }

    /// <summary>Nothing was sent and nobody is to blame: the delivery is due as before.</summary>
    public static LedgerOutcome Release(DueRecipient recipient) =>
        new(recipient.SubscriberId, DeliveryState.Pending, CountsAsAttempt: false, DueAt: null, Reply: null, recipient.Class);

    /// <summary>The key of an address that this one reply shows to be dead. What takes several issues to see is found at the dispatch's end.</summary>
    private string? Suppressed(DueRecipient recipient, string state, RefusalCause? cause)
    {
        var now = clock.GetUtcNow();
        return SuppressionPolicy.Decide([new DeliveryResult { Slot = now, At = now, State = state, Cause = cause }]) is { Verdict: SuppressionVerdict.Suppress }
            && EmailAddress.TryParse(recipient.Email, out var address, out _)
                ? address.Key
                : null;
    }
}
