using Newsletter.Dispatcher.Relays;

namespace Newsletter.Dispatcher.Bounces.Report;

/// <summary>
/// From evidence to reason, and whether the address is dead. Words that excuse the address win over a code that
/// condemns it; words that condemn it need a code, the stage, or the mouth of the system that holds the mailbox beside
/// them.
/// </summary>
internal static class BounceVerdict
{
    public static (BounceReason Reason, bool IsHard) Of(BounceEvidence evidence)
    {
        var reason = evidence.Wording?.Reason;
        return (reason, evidence.Stage) switch
        {
            (BounceReason.UserUnknown or BounceReason.Moved or BounceReason.HostUnknown or BounceReason.NoMail, _)
                when evidence.IsProgram => (BounceReason.System, false),
            (BounceReason.UserUnknown or BounceReason.HostUnknown, SmtpStage.Mail or SmtpStage.Connect) => (
                BounceReason.SenderRejected,
                false
            ),
            (BounceReason.UserUnknown, _) => IsBelieved(evidence)
                ? (BounceReason.UserUnknown, true)
                : (BounceReason.Refused, false),
            (BounceReason.Moved or BounceReason.HostUnknown or BounceReason.NoMail, _) => (reason.Value, true),
            (
                null
                    or BounceReason.Policy
                    or BounceReason.System
                    or BounceReason.Network
                    or BounceReason.Protocol
                    or BounceReason.Unknown,
                _
            ) => OfStatus(evidence) is var told && told.Reason is not BounceReason.Unknown
                ? told
                : (reason ?? BounceReason.Unknown, false),
            _ => (reason.Value, false),
        };
    }

    /// <summary>"User unknown" is what some filters answer after they have seen the message.</summary>
    private static bool IsBelieved(BounceEvidence evidence) =>
        evidence.Status is { Subject: 1, Detail: <= 6 or 10 or 351 } || IsBelievedWithoutCode(evidence);

    private static bool IsBelievedWithoutCode(BounceEvidence evidence) =>
        evidence.Wording switch
        {
            // Exchange Online says so of whom its directory does not have, with this code; others say so for a policy,
            // with 5.7.1.
            { NeedsCode: true } => evidence.Status is { Class: 5, Subject: 4, Detail: 1 },
            { IsOwnVoice: true } => true,
            _ => evidence.Stage is SmtpStage.Rcpt
                || (evidence.Stage is SmtpStage.LikelyRcpt && evidence.Status is not { IsSpecific: true }),
        };

    /// <summary>The registry of RFC 5248, where no words say more.</summary>
    private static (BounceReason Reason, bool IsHard) OfStatus(BounceEvidence evidence) =>
        evidence.Status switch
        {
            { Class: 2 } => (BounceReason.Unknown, false),
            _ when evidence.Wording is { Reason: not BounceReason.Unknown } wording
                    && evidence.Status is not { IsSpecific: true, Subject: not 1 } => (wording.Reason, false),
            { } status => OfMeaning(
                EnhancedCodes.MeaningOf(status.Subject, status.Detail),
                isProof: status.Class is 5 && !evidence.IsProgram
            ) ?? OfCode(evidence.Code),
            null => OfCode(evidence.Code),
        };

    /// <param name="isProof">Whether a code that condemns the address is believed.</param>
    private static (BounceReason Reason, bool IsHard)? OfMeaning(EnhancedMeaning meaning, bool isProof) =>
        meaning switch
        {
            EnhancedMeaning.UserUnknown when isProof => (BounceReason.UserUnknown, true),
            EnhancedMeaning.HostUnknown when isProof => (BounceReason.HostUnknown, true),
            EnhancedMeaning.Moved when isProof => (BounceReason.Moved, true),
            EnhancedMeaning.UserUnknown or EnhancedMeaning.HostUnknown or EnhancedMeaning.Moved => (
                BounceReason.Refused,
                false
            ),
            EnhancedMeaning.AddressRefused or EnhancedMeaning.MailboxRefused => (BounceReason.Refused, false),
            EnhancedMeaning.SenderRejected => (BounceReason.SenderRejected, false),
            EnhancedMeaning.SwitchedOff => (BounceReason.Suspended, false),
            EnhancedMeaning.MailboxFull => (BounceReason.MailboxFull, false),
            EnhancedMeaning.TooLarge => (BounceReason.TooLarge, false),
            EnhancedMeaning.System => (BounceReason.System, false),
            EnhancedMeaning.Expired => (BounceReason.Expired, false),
            EnhancedMeaning.Network => (BounceReason.Network, false),
            EnhancedMeaning.TooMany => (BounceReason.RateLimited, false),
            EnhancedMeaning.Protocol => (BounceReason.Protocol, false),
            EnhancedMeaning.Content => (BounceReason.Content, false),
            EnhancedMeaning.Authentication => (BounceReason.Authentication, false),
            EnhancedMeaning.Blocked => (BounceReason.Blocked, false),
            EnhancedMeaning.Policy => (BounceReason.Policy, false),
            _ => null,
        };

    private static (BounceReason Reason, bool IsHard) OfCode(int? code) =>
        code switch
        {
            421 => (BounceReason.Expired, false),

            // RFC 7504: the domain takes no mail.
            556 => (BounceReason.NoMail, true),
            450 or 550 or 553 or 554 => (BounceReason.Refused, false),
            552 => (BounceReason.MailboxFull, false),
            >= 500 and <= 504 => (BounceReason.Protocol, false),
            _ => (BounceReason.Unknown, false),
        };
}
