using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Relays;

namespace Newsletter.Dispatcher.Delivery;

/// <summary>
/// Tells <see cref="SlowDomains"/> what a run's answers say about domains: one that asked for less speed gets it, and
/// one that accepts gets more again.
/// </summary>
/// <param name="lanes">Of this run.</param>
internal sealed class DomainSlowdown(SlowDomains slow, Lanes lanes)
{
    /// <summary>A time to give to <see cref="Take"/>.</summary>
    public TimeSpan Now => slow.Now;

    /// <summary>Takes in the outcome of one message.</summary>
    /// <param name="begun">When the message began to be handed over.</param>
    /// <returns>
    /// The outcome, put off where too many domains are slow already; and true where the run has to end, since only the
    /// next one has a lane for the domain.
    /// </returns>
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
