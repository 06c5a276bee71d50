using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Relays;

/// <summary>
/// The words for a cause, as they stand in the ledger, on screen and in docs/replies.md.
/// Tests: SqlStateTests.
/// </summary>
internal static class RefusalCauses
{
    public static readonly EnumWords<RefusalCause> Words = new(
        (RefusalCause.Transient, "transient"),
        (RefusalCause.DeadAddress, "dead-address"),
        (RefusalCause.DeadDomain, "dead-domain"),
        (RefusalCause.Disabled, "disabled"),
        (RefusalCause.MailboxFull, "mailbox-full"),
        (RefusalCause.Content, "content"),
        (RefusalCause.Sender, "sender"),
        (RefusalCause.Routing, "routing"),
        (RefusalCause.Protocol, "protocol"),
        (RefusalCause.Policy, "policy"),
        (RefusalCause.Unspecified, "unspecified"),
        (RefusalCause.Internal, "internal"),
        (RefusalCause.Ours, "ours")
    );

    public static string Word(this RefusalCause cause) => Words.Of(cause);

    /// <summary>
    /// Words of the causes that say that an address is dead; inboxes count how often a sender writes to such.
    /// </summary>
    public static readonly string[] OfDeadAddresses =
    [
        RefusalCause.DeadAddress.Word(),
        RefusalCause.DeadDomain.Word(),
        RefusalCause.Disabled.Word(),
    ];

    /// <summary>The cause of a word; null for null and for a word that a later version may have written.</summary>
    public static RefusalCause? Parse(string? word) => Words.Find(word);
}
