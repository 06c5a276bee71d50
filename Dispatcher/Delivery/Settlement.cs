using System.Diagnostics;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Relays;

namespace Newsletter.Dispatcher.Delivery;

/// <summary>The whole state machine of a delivery that was tried. Tests: DispatchRunTests.</summary>
internal sealed class Settlement(RetryPolicy retry, TimeProvider clock)
{
    /// <summary>The ledger's row for an outcome.</summary>
    /// <param name="cutOff">When the issue becomes stale.</param>
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
            DeliveryOutcome.Throttled throttled => Release(recipient) with { Reply = throttled.Reply },
            DeliveryOutcome.Ours ours => Ours(ours),
            _ => throw new UnreachableException($"No state for {outcome.GetType().Name}."),
        };

        LedgerOutcome Later(DeliveryOutcome.Deferred deferred)
        {
            var next = retry.Next(
                deferred.Cause,
                RefusalCauses.Parse(recipient.Cause),
                attempts,
                clock.GetUtcNow(),
                cutOff
            );
            return Final(next.State, deferred.Reply, deferred.Cause) with { DueAt = next.DueAt };
        }

        LedgerOutcome Ours(DeliveryOutcome.Ours ours) =>
            new(
                recipient.SubscriberId,
                ours.IsPutOff ? DeliveryState.Deferred : DeliveryState.Pending,
                CountsAsAttempt: false,
                ours.IsPutOff ? retry.Later(clock.GetUtcNow()) : null,
                ours.Reply,
                RefusalCause.Ours.Word()
            );

        LedgerOutcome Final(DeliveryState state, string reply, RefusalCause? cause) =>
            new(recipient.SubscriberId, state, CountsAsAttempt: true, DueAt: null, reply, cause?.Word());
    }

    /// <summary>
    /// The outcome when nothing was sent, through no fault of the recipient: the delivery is due as before.
    /// </summary>
    public static LedgerOutcome Release(DueRecipient recipient) =>
        new(
            recipient.SubscriberId,
            DeliveryState.Pending,
            CountsAsAttempt: false,
            DueAt: null,
            Reply: null,
            recipient.Cause
        );
}
