namespace Newsletter.Dispatcher.Bounces.Report;

/// <summary>
/// From evidence to reason, and whether the address is dead. Words that excuse the address win over a code that condemns
/// it; words that condemn it need a code, the stage, or the mouth of the system that holds the mailbox beside them.
/// </summary>
internal static class BounceVerdict
{
    public static (BounceReason Reason, bool IsHard) Of(BounceEvidence evidence)
    {
        var reason = evidence.Wording?.Reason;
        return (reason, evidence.Stage) switch
        {
            (BounceReason.UserUnknown or BounceReason.Moved or BounceReason.HostUnknown or BounceReason.NoMail, _) when evidence.IsProgram => (BounceReason.System, false),
            (BounceReason.UserUnknown or BounceReason.HostUnknown, SmtpStage.Mail or SmtpStage.Connect) => (BounceReason.SenderRejected, false),
            (BounceReason.UserUnknown, _) => IsBelieved(evidence) ? (BounceReason.UserUnknown, true) : (BounceReason.Refused, false),
            (BounceReason.Moved or BounceReason.HostUnknown or BounceReason.NoMail, _) => (reason.Value, true),
            (null or BounceReason.Policy or BounceReason.System or BounceReason.Network or BounceReason.Protocol or BounceReason.Unknown, _) =>
                OfStatus(evidence) is var told && told.Reason is not BounceReason.Unknown ? told : (reason ?? BounceReason.Unknown, false),
            _ => (reason.Value, false),
        };
    }

    /// <summary>"User unknown" is what some filters answer after they have seen the message.</summary>
    private static bool IsBelieved(BounceEvidence evidence) =>
        evidence.Status is { Subject: 1, Detail: <= 6 or 10 or 351 } || IsBelievedWithoutCode(evidence);

    private static bool IsBelievedWithoutCode(BounceEvidence evidence) => evidence.Wording switch
    {
        // Exchange Online says so of whom its directory does not have, with this code; others say so for a policy, with 5.7.1.
        { NeedsCode: true } => evidence.Status is { Class: 5, Subject: 4, Detail: 1 },
        { IsOwnVoice: true } => true,
        _ => evidence.Stage is SmtpStage.Rcpt || (evidence.Stage is SmtpStage.LikelyRcpt && evidence.Status is not { IsSpecific: true }),
    };

    /// <summary>The registry of RFC 5248, where no words say more.</summary>
    private static (BounceReason Reason, bool IsHard) OfStatus(BounceEvidence evidence) => evidence.Status switch
    {
        { Class: 2 } => (BounceReason.Unknown, false),
        _ when evidence.Wording is { Reason: not BounceReason.Unknown } wording && evidence.Status is not { IsSpecific: true, Subject: not 1 } => (wording.Reason, false),
        { Class: 5, Subject: 1, Detail: 1 or 3 or 10 or 351 } when !evidence.IsProgram => (BounceReason.UserUnknown, true),
        { Class: 5, Subject: 1, Detail: 2 } or { Class: 5, Subject: 4, Detail: 310 } when !evidence.IsProgram => (BounceReason.HostUnknown, true),
        { Class: 5, Subject: 1, Detail: 6 } when !evidence.IsProgram => (BounceReason.Moved, true),
        { Subject: 1, Detail: 7 or 8 } => (BounceReason.SenderRejected, false),
        { Subject: 1 } => (BounceReason.Refused, false),
        { Subject: 2, Detail: 1 } or { Subject: 7, Detail: 13 or 17 or 18 } => (BounceReason.Suspended, false),
        { Subject: 2, Detail: 2 } => (BounceReason.MailboxFull, false),
        { Subject: 2, Detail: 3 } or { Subject: 3, Detail: 4 } => (BounceReason.TooLarge, false),
        { Subject: 2 } => (BounceReason.Refused, false),
        { Subject: 3 } => (BounceReason.System, false),
        { Subject: 4, Detail: 1 or 2 or 7 } => (BounceReason.Expired, false),
        { Subject: 4 } => (BounceReason.Network, false),
        { Subject: 5, Detail: 3 } => (BounceReason.RateLimited, false),
        { Subject: 5 } => (BounceReason.Protocol, false),
        { Subject: 6 } => (BounceReason.Content, false),
        { Subject: 7, Detail: 8 or (>= 20 and <= 24) or 26 or 29 or 30 or 509 } => (BounceReason.Authentication, false),
        { Subject: 7, Detail: 25 or (>= 500 and <= 508) or (>= 510 and <= 999) } => (BounceReason.Blocked, false),
        { Subject: 7 } => (BounceReason.Policy, false),
        _ => OfCode(evidence.Code),
    };

    private static (BounceReason Reason, bool IsHard) OfCode(int? code) => code switch
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
