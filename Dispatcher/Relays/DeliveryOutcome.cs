using Newsletter.Dispatcher.Delivery;

namespace Newsletter.Dispatcher.Relays;

/// <summary>
/// What one attempt to hand one message over came to. Refused recipients are normal for a newsletter, so a refusal is
/// a value; exceptions are left for unplanned failures.
/// Tests: RelayPoolTests.
/// </summary>
internal abstract record DeliveryOutcome
{
    private DeliveryOutcome() { }

    /// <summary>The other side took responsibility (2yz, RFC 5321 4.2.1). It must not be sent again.</summary>
    internal sealed record Accepted(string Reply) : DeliveryOutcome;

    /// <summary>
    /// Certainly not accepted, but worth another try later (4yz, a 5yz that is no final word, or a connection lost
    /// before the end of the data). <see cref="RetryPolicy"/> says when.
    /// </summary>
    internal sealed record Deferred(string Reply, RefusalCause Cause = RefusalCause.Transient) : DeliveryOutcome;

    /// <summary>Permanent failure (5yz): never tried again.</summary>
    internal sealed record Rejected(string Reply, RefusalCause Cause) : DeliveryOutcome;

    /// <summary>
    /// The relay takes no message of this size from anybody (RFC 1870). It counts as no attempt: the delivery stays as
    /// it was, and the dispatch pauses until the issue is smaller or the relay takes more.
    /// </summary>
    internal sealed record TooLarge(string Reply) : DeliveryOutcome;

    /// <summary>
    /// The end of the data may have gone out, and no reply was understood. Only <c>OnUncertain</c> may decide.
    /// </summary>
    internal sealed record Uncertain(string Reason) : DeliveryOutcome;

    /// <summary>
    /// The relay itself cannot be used. It counts as no attempt: the delivery stays as it was, and all connections
    /// wait.
    /// </summary>
    internal sealed record RelayTrouble(Trouble Trouble) : DeliveryOutcome;

    /// <summary>
    /// Refused for its rate. It counts as no attempt: the delivery stays due, and the relay or the domain gets less a
    /// second.
    /// </summary>
    /// <param name="IsOfDomain">
    /// True when the recipient's domain asks for less speed, and not the relay for all mail.
    /// </param>
    internal sealed record Throttled(string Reply, bool IsOfDomain) : DeliveryOutcome;

    /// <summary>
    /// Refused, but not because of the recipient: all or most get the same answer (<see cref="SharedRefusals"/>). It
    /// counts as no attempt.
    /// </summary>
    /// <param name="Trouble">
    /// What keeps everybody from this relay; null where others get through, or where the dispatch pauses.
    /// </param>
    /// <param name="IsPutOff">
    /// True when the delivery is tried again after a pause, since the relay takes others meanwhile.
    /// </param>
    internal sealed record Ours(string Reply, Trouble? Trouble, bool IsPutOff = false) : DeliveryOutcome;

    /// <summary>
    /// The relay takes no more messages over this connection. <see cref="SmtpSession"/> makes a new one and tries the
    /// message again, so no other type sees it.
    /// </summary>
    internal sealed record SessionOver(string Reply) : DeliveryOutcome;
}
