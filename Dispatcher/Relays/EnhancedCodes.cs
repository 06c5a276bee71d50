namespace Newsletter.Dispatcher.Relays;

/// <summary>
/// The one table of enhanced status codes (RFC 3463, the registry of RFC 5248), for what a relay answers and for what a
/// bounce reports. docs/replies.md shows it for operators.
/// </summary>
internal static class EnhancedCodes
{
    /// <summary>What a code says, in both classes: 4.2.2 and 5.2.2 both say that the mailbox is full.</summary>
    public static EnhancedMeaning MeaningOf(int subject, int detail) =>
        (subject, detail) switch
        {
            // 1.10 is a domain that takes no mail, which Exchange also says of an unknown user; so does 1.351.
            (1, 1 or 3 or 10 or 351) => EnhancedMeaning.UserUnknown,
            (1, 2) or (4, 310) => EnhancedMeaning.HostUnknown,
            (1, 6) => EnhancedMeaning.Moved,
            (1, 7 or 8) or (7, 27) => EnhancedMeaning.SenderRejected,
            (1, _) => EnhancedMeaning.AddressRefused,
            (2, 1) or (7, 13 or 17 or 18) => EnhancedMeaning.SwitchedOff,
            (2, 2) => EnhancedMeaning.MailboxFull,
            (2, 3) or (3, 4) => EnhancedMeaning.TooLarge,
            (2, _) => EnhancedMeaning.MailboxRefused,
            (3, _) => EnhancedMeaning.System,
            (4, 1 or 2 or 7) => EnhancedMeaning.Expired,
            (4, _) => EnhancedMeaning.Network,
            (5, 3) => EnhancedMeaning.TooMany,
            (5, _) => EnhancedMeaning.Protocol,
            (6, _) => EnhancedMeaning.Content,
            (7, 8 or (>= 20 and <= 24) or 26 or 29 or 30 or 509) => EnhancedMeaning.Authentication,
            (7, 25 or (>= 500 and <= 508) or (>= 510 and <= 999)) => EnhancedMeaning.Blocked,
            (7, _) => EnhancedMeaning.Policy,
            _ => EnhancedMeaning.Unknown,
        };

    /// <summary>What a 5yz with this code says about a recipient, or about us.</summary>
    public static RefusalCause CauseOf(EnhancedMeaning meaning) =>
        meaning switch
        {
            EnhancedMeaning.UserUnknown or EnhancedMeaning.Moved => RefusalCause.DeadAddress,
            EnhancedMeaning.HostUnknown => RefusalCause.DeadDomain,
            EnhancedMeaning.SenderRejected => RefusalCause.Sender,
            EnhancedMeaning.SwitchedOff => RefusalCause.Disabled,
            EnhancedMeaning.MailboxFull => RefusalCause.MailboxFull,
            EnhancedMeaning.TooLarge or EnhancedMeaning.Content => RefusalCause.Content,
            EnhancedMeaning.System or EnhancedMeaning.Expired or EnhancedMeaning.Network => RefusalCause.Routing,
            EnhancedMeaning.TooMany or EnhancedMeaning.Protocol => RefusalCause.Protocol,
            EnhancedMeaning.Authentication or EnhancedMeaning.Blocked or EnhancedMeaning.Policy => RefusalCause.Policy,
            _ => RefusalCause.Unspecified,
        };
}
