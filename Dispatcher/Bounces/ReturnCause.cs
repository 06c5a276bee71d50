using Newsletter.Dispatcher.Bounces.Report;
using Newsletter.Dispatcher.Relays;

namespace Newsletter.Dispatcher.Bounces;

/// <summary>
/// Turns the cause of a bounce into the cause of a relay's refusal, so that one policy decides about both; pure.
/// Tests: ImapServiceTests.
/// </summary>
internal static class ReturnCause
{
    public static RefusalCause Of(BounceResult result) =>
        result.Reason switch
        {
            // Tried until the time was up, so each answer in between was "not now".
            _ when IsPassing(result) => RefusalCause.Transient,
            BounceReason.UserUnknown or BounceReason.Moved => result.IsHard
                ? RefusalCause.DeadAddress
                : RefusalCause.Unspecified,
            BounceReason.HostUnknown or BounceReason.NoMail => result.IsHard
                ? RefusalCause.DeadDomain
                : RefusalCause.Routing,
            BounceReason.MailboxFull => RefusalCause.MailboxFull,
            BounceReason.Suspended => IsSwitchedOff(result.Status) ? RefusalCause.Disabled : RefusalCause.Transient,
            BounceReason.Refused when result.Status?.StartsWith("5.7.", StringComparison.Ordinal) == true =>
                RefusalCause.Policy,
            BounceReason.Refused when result.Status?.StartsWith("5.6.", StringComparison.Ordinal) == true =>
                RefusalCause.Content,
            BounceReason.Refused => RefusalCause.Unspecified,
            BounceReason.Unknown => result.Status is not null || result.Reply.StartsWith('5')
                ? RefusalCause.Unspecified
                : RefusalCause.Transient,
            BounceReason.Blocked
            or BounceReason.Authentication
            or BounceReason.RelayDenied
            or BounceReason.Policy
            or BounceReason.Spam => RefusalCause.Policy,
            BounceReason.SenderRejected => RefusalCause.Sender,
            BounceReason.Content or BounceReason.TooLarge => RefusalCause.Content,
            BounceReason.RateLimited or BounceReason.Expired => RefusalCause.Transient,
            BounceReason.Network or BounceReason.System => RefusalCause.Routing,
            BounceReason.Protocol => RefusalCause.Protocol,
            BounceReason.Complaint => RefusalCause.Policy,
            _ => throw new ArgumentOutOfRangeException(nameof(result), result.Reason, "A reason without a cause."),
        };

    /// <summary>
    /// A 4yz never condemns an address at once, with any words: its first digit says that the refusal is temporary.
    /// </summary>
    private static bool IsPassing(BounceResult result) =>
        result.Status?.StartsWith('4') ?? (result.Reply is ['4', >= '0' and <= '9', >= '0' and <= '9', ' ' or '-', ..]);

    /// <summary>
    /// The mail system says that the mailbox is switched off or has another owner, and not only locked for a while.
    /// </summary>
    private static bool IsSwitchedOff(string? status) =>
        BounceStatus.OfField(status) is { Class: 5 } code
        && EnhancedCodes.MeaningOf(code.Subject, code.Detail) is EnhancedMeaning.SwitchedOff;
}
