namespace Newsletter.Dispatcher.Bounces.Report;

/// <summary>Why a message came back. docs/bounces.md says the same for operators.</summary>
internal enum BounceReason
{
    /// <summary>There is no such mailbox.</summary>
    UserUnknown,

    /// <summary>There is no such domain, or no way to its mail ever.</summary>
    HostUnknown,

    /// <summary>The mailbox has moved away.</summary>
    Moved,

    /// <summary>The domain or host takes no mail at all (RFC 7504, RFC 7505).</summary>
    NoMail,

    MailboxFull,

    /// <summary>The mailbox is switched off, locked or not used for long; it may come back.</summary>
    Suspended,

    /// <summary>
    /// Refused, and what is said does not prove why: some filters answer "user unknown" to what they dislike.
    /// </summary>
    Refused,

    /// <summary>Our server, its address or its name is refused: block lists, reverse DNS.</summary>
    Blocked,

    /// <summary>Our sender address is refused.</summary>
    SenderRejected,

    /// <summary>SPF, DKIM or DMARC.</summary>
    Authentication,

    /// <summary>The server does not pass on mail for this domain, or not from us.</summary>
    RelayDenied,

    /// <summary>A rule of the recipient's system.</summary>
    Policy,

    Spam,

    /// <summary>What the message contains: a virus, a forbidden attachment, a form that is not taken.</summary>
    Content,

    TooLarge,

    /// <summary>Too many messages, connections or recipients at once.</summary>
    RateLimited,

    /// <summary>Tried until the time was up.</summary>
    Expired,

    /// <summary>The way there is broken: DNS, routing, connections, loops.</summary>
    Network,

    /// <summary>A mail system is broken.</summary>
    System,

    /// <summary>The two mail systems did not understand each other.</summary>
    Protocol,

    /// <summary>A person marked the message as spam.</summary>
    Complaint,

    /// <summary>Nothing that is said is understood.</summary>
    Unknown,
}
