namespace Newsletter.Dispatcher.Mails;

/// <summary>The mails to one person beside the issues; each is the name of a template, too.</summary>
internal static class MailKind
{
    /// <summary>Asks a stranger whether they signed up. Shows nothing that they typed.</summary>
    public const string Confirm = "confirm";

    /// <summary>Asks the owner of a new address whether it is theirs.</summary>
    public const string ConfirmAddress = "confirm-address";

    /// <summary>Tells the old address that there is a new one.</summary>
    public const string AddressChanged = "address-changed";

    public const string Welcome = "welcome";
    public const string TrialEnding = "trial-ending";
    public const string Expired = "expired";
    public const string Goodbye = "goodbye";
}
