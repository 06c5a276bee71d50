namespace Newsletter.Dispatcher.Bounces.Report;

/// <summary>The words for kinds and reasons, as they stand in JSON, on screen and in docs/bounces.md.</summary>
internal static class BounceWords
{
    public static string Word(this BounceKind kind) =>
        kind switch
        {
            BounceKind.Bounce => "bounce",
            BounceKind.Complaint => "complaint",
            BounceKind.Delayed => "delayed",
            BounceKind.AutoReply => "autoreply",
            BounceKind.Other => "other",
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "A kind without a word."),
        };

    public static string Word(this BounceReason reason) =>
        reason switch
        {
            BounceReason.UserUnknown => "user-unknown",
            BounceReason.HostUnknown => "host-unknown",
            BounceReason.Moved => "moved",
            BounceReason.NoMail => "no-mail",
            BounceReason.MailboxFull => "mailbox-full",
            BounceReason.Suspended => "suspended",
            BounceReason.Refused => "refused",
            BounceReason.Blocked => "blocked",
            BounceReason.SenderRejected => "sender-rejected",
            BounceReason.Authentication => "authentication",
            BounceReason.RelayDenied => "relay-denied",
            BounceReason.Policy => "policy",
            BounceReason.Spam => "spam",
            BounceReason.Content => "content",
            BounceReason.TooLarge => "too-large",
            BounceReason.RateLimited => "rate-limited",
            BounceReason.Expired => "expired",
            BounceReason.Network => "network",
            BounceReason.System => "system",
            BounceReason.Protocol => "protocol",
            BounceReason.Complaint => "complaint",
            BounceReason.Unknown => "unknown",
            _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "A reason without a word."),
        };
}
