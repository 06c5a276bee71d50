namespace Newsletter.Dispatcher.Mails;

/// <summary>The mails to one person beside the issues; each is the name of a template, too.</summary>
internal enum MailKind
{
    /// <summary>Asks a stranger whether they signed up. Shows nothing that they typed.</summary>
    Confirm,

    /// <summary>Asks the owner of a new address whether it is theirs.</summary>
    ConfirmAddress,

    /// <summary>Tells the old address that there is a new one.</summary>
    AddressChanged,

    /// <summary>Tells a new address that the address before has refused the change.</summary>
    AddressKept,

    /// <summary>Brings the link to the subscription to somebody who asked for it.</summary>
    YourLink,

    /// <summary>Brings a link that works once, for what the manage page does not do by itself.</summary>
    FreshLink,

    Welcome,
    TrialEnding,
    Expired,
    Goodbye,

    /// <summary>An issue once more, because its reader did not get it. It has no template of its own: it is made of the
    /// issue's frozen files.</summary>
    IssueCopy,
}
