namespace Newsletter.Dispatcher.Relays;

/// <summary>What the subject and detail of an enhanced status code say (RFC 3463; the registry of RFC 5248).</summary>
internal enum EnhancedMeaning
{
    /// <summary>No more than that something failed.</summary>
    Unknown,

    /// <summary>There is no such mailbox, or its domain takes no mail at all (RFC 7505).</summary>
    UserUnknown,

    /// <summary>There is no such domain.</summary>
    HostUnknown,

    /// <summary>The mailbox has moved away.</summary>
    Moved,

    /// <summary>Something else about the recipient's address.</summary>
    AddressRefused,

    /// <summary>Our sender address is refused.</summary>
    SenderRejected,

    /// <summary>The mailbox is switched off, or has another owner.</summary>
    SwitchedOff,

    MailboxFull,

    /// <summary>Something else about the mailbox.</summary>
    MailboxRefused,

    /// <summary>The message is larger than the mailbox or the system takes.</summary>
    TooLarge,

    /// <summary>A mail system is broken.</summary>
    System,

    /// <summary>Tried until the time was up.</summary>
    Expired,

    /// <summary>The way there is broken.</summary>
    Network,

    /// <summary>Too many recipients at once.</summary>
    TooMany,

    /// <summary>The two mail systems did not understand each other.</summary>
    Protocol,

    /// <summary>What the message contains.</summary>
    Content,

    /// <summary>SPF, DKIM or DMARC.</summary>
    Authentication,

    /// <summary>Our server, its address or its name is refused.</summary>
    Blocked,

    /// <summary>Another rule of the recipient's system.</summary>
    Policy,
}
