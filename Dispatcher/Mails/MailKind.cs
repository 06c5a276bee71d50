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

    /// <summary>Tells a new address that the address before has refused the change.</summary>
    public const string AddressKept = "address-kept";

    /// <summary>Brings the link to the subscription to somebody who asked for it.</summary>
    public const string YourLink = "your-link";

    /// <summary>Brings a link that works once, for what the manage page does not do by itself.</summary>
    public const string FreshLink = "fresh-link";

    public const string Welcome = "welcome";
    public const string TrialEnding = "trial-ending";
    public const string Expired = "expired";
    public const string Goodbye = "goodbye";
}
