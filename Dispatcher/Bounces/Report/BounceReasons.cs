using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Bounces.Report;

/// <summary>
/// The words for reasons of bounces, as they stand in JSON, on screen and in docs/bounces.md.
/// Tests: EnumWordsTests.
/// </summary>
internal static class BounceReasons
{
    public static readonly EnumWords<BounceReason> Words = new(
        (BounceReason.UserUnknown, "user-unknown"),
        (BounceReason.HostUnknown, "host-unknown"),
        (BounceReason.Moved, "moved"),
        (BounceReason.NoMail, "no-mail"),
        (BounceReason.MailboxFull, "mailbox-full"),
        (BounceReason.Suspended, "suspended"),
        (BounceReason.Refused, "refused"),
        (BounceReason.Blocked, "blocked"),
        (BounceReason.SenderRejected, "sender-rejected"),
        (BounceReason.Authentication, "authentication"),
        (BounceReason.RelayDenied, "relay-denied"),
        (BounceReason.Policy, "policy"),
        (BounceReason.Spam, "spam"),
        (BounceReason.Content, "content"),
        (BounceReason.TooLarge, "too-large"),
        (BounceReason.RateLimited, "rate-limited"),
        (BounceReason.Expired, "expired"),
        (BounceReason.Network, "network"),
        (BounceReason.System, "system"),
        (BounceReason.Protocol, "protocol"),
        (BounceReason.Complaint, "complaint"),
        (BounceReason.Unknown, "unknown")
    );

    public static string Word(this BounceReason reason) => Words.Of(reason);
}
