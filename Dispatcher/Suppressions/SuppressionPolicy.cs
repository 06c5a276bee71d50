using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Relays;

namespace Newsletter.Dispatcher.Suppressions;

/// <summary>
/// When an address that refuses gets nothing any more. At once where the reply names the mailbox as dead; after a
/// patient count where it may come back; never for what is our fault or a matter of policy.
/// </summary>
internal static class SuppressionPolicy
{
    /// <summary>
    /// How many results of a subscriber are enough to decide: with five issues a week they reach back six weeks.
    /// </summary>
    public const int ResultsNeeded = 30;

    /// <summary>Words of the causes for which one refusal is enough.</summary>
    public static readonly string[] AtOnce = [RefusalCause.DeadAddress.Word(), RefusalCause.Disabled.Word()];

    /// <summary>Issues refused without a word why (bare 5yz), after which the mailbox is assumed not to
    /// exist.</summary>
    private const int MostUnspecified = 3;

    /// <summary>Issues refused for any soft cause, when they reach over <see cref="SoftSpan"/>.</summary>
    private const int MostSoft = 5;

    private static readonly TimeSpan SoftSpan = TimeSpan.FromDays(14);
    private static readonly TimeSpan BetweenStrikes = TimeSpan.FromHours(24);

    /// <summary>Decides about a subscriber whose newest result has just come in.</summary>
    /// <param name="results">
    /// That subscriber's deliveries, the newest first: it is the one to decide about. Only those to the address of
    /// today; a new address starts anew.
    /// </param>
    public static Suppression Decide(IReadOnlyList<DeliveryResult> results)
    {
        if (results is not [var newest, ..] || Refusal(newest) is not { } cause)
        {
            return Suppression.None;
        }

        // An accepted message sets the count to zero.
        var open = results.TakeWhile(result => result.State != DeliveryState.Sent).ToList();
        return cause switch
        {
            RefusalCause.DeadAddress => Suppression.Now("the mailbox does not exist"),
            RefusalCause.Disabled => Suppression.Now("the mailbox is switched off"),
            RefusalCause.DeadDomain
                when open.Any(result =>
                    Refusal(result) is RefusalCause.DeadDomain && newest.At - result.At >= BetweenStrikes
                ) => Suppression.Now("the domain takes no mail, said twice at least a day apart"),
            RefusalCause.DeadDomain => Suppression.Counted,
            _ when IsSoft(cause) => Soft(newest, open),
            _ => Suppression.None,
        };
    }

    private static Suppression Soft(DeliveryResult newest, List<DeliveryResult> open)
    {
        var soft = open.Where(result => Refusal(result) is { } cause && IsSoft(cause))
            .DistinctBy(result => result.Slot)
            .ToList();
        if (soft.Count(result => result.Cause is RefusalCause.Unspecified) >= MostUnspecified)
        {
            return Suppression.Now($"refused without a reason for {MostUnspecified} issues");
        }

        return soft.Count >= MostSoft && newest.Slot - soft.Min(result => result.Slot) >= SoftSpan
            ? Suppression.Now(
                $"not delivered for {soft.Count} issues over {(newest.Slot - soft.Min(result => result.Slot)).Days} "
                    + "days"
            )
            : Suppression.Counted;
    }

    /// <summary>
    /// Why a delivery did not arrive; null for one that did, that is not over, or that was never answered.
    /// </summary>
    private static RefusalCause? Refusal(DeliveryResult result) =>
        result.State is DeliveryState.Failed or DeliveryState.Expired ? result.Cause : null;

    private static bool IsSoft(RefusalCause cause) =>
        cause is RefusalCause.Transient or RefusalCause.MailboxFull or RefusalCause.Routing or RefusalCause.Unspecified;
}
