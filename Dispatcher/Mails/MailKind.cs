namespace Newsletter.Dispatcher.Mails;

/// <summary>The kinds of mails to one person, other than issues; each is also the name of a template.</summary>
internal static class MailKind
{
    /// <summary>
    /// Asks a stranger whether they signed up. Shows nothing that they typed, because somebody else may have typed it.
    /// </summary>
    public const string Confirm = "confirm";

    /// <summary>Asks the owner of a new address whether the address is theirs.</summary>
    public const string ConfirmAddress = "confirm-address";

    /// <summary>Tells the old address that there is a new one.</summary>
    public const string AddressChanged = "address-changed";

    public const string Welcome = "welcome";
    public const string TrialEnding = "trial-ending";
    public const string Expired = "expired";
    public const string Goodbye = "goodbye";
}
