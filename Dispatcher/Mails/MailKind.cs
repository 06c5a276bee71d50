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

    Welcome,
    TrialEnding,
    Expired,
    Goodbye,
}
