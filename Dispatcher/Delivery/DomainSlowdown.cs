using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Relays;

namespace Newsletter.Dispatcher.Delivery;

/// <summary>
/// Reports a run's answers to <see cref="SlowDomains"/>: a domain that asked for less speed is slowed down, and one
/// that accepts is sped up again.
/// Tests: DispatchRunTests.
/// </summary>
/// <param name="lanes">The lanes of this run.</param>
internal sealed class DomainSlowdown(SlowDomains slow, Lanes lanes)
{
    /// <summary>The present time, as <see cref="Take"/> needs it.</summary>
    public TimeSpan Now => slow.Now;

    /// <summary>Adds the outcome of one message.</summary>
    /// <param name="begun">When the hand-over of the message began.</param>
    /// <returns>The outcome, changed to deferred when there are too many slow domains already; and true when the run
    /// must end, because only the next run has a lane for this domain.</returns>
    public (DeliveryOutcome Outcome, bool NeedsLane) Take(
        DueRecipient recipient,
        DeliveryOutcome outcome,
        TimeSpan begun
    )
    {
        if (outcome is DeliveryOutcome.Accepted)
        {
            if (lanes.Of(recipient.Email) is not Lanes.EverybodyElse and var paced)
            {
                slow.Accepted(lanes.Name(paced));
            }

            return (outcome, NeedsLane: false);
        }

        if (outcome is not DeliveryOutcome.Throttled { IsOfDomain: true } throttled)
        {
            return (outcome, NeedsLane: false);
        }

        var lane = lanes.Of(recipient.Email);
        var name = lane == Lanes.EverybodyElse ? MailDomain.Of(recipient.Email) : lanes.Name(lane);
        return slow.TryRefuse(name, throttled.Reply, begun)
            ? (outcome, lane == Lanes.EverybodyElse)
            : (new DeliveryOutcome.Ours(throttled.Reply, Trouble: null, IsPutOff: true), false);
    }
}
