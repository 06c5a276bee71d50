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

/// <summary>A mail to one person that is to be sent.</summary>
/// <param name="Kind">One of <see cref="MailKind"/>.</param>
/// <param name="OnceKey">What there is one mail for, ever, for example <c>welcome:12:1764000000</c>.</param>
/// <param name="SubscriberId">Whom its links are signed for.</param>
/// <param name="Email">Where it goes, whatever the subscriber's address is later.</param>
/// <param name="Values">What the template finds in <c>mail</c>; texts only, by names such as <c>first_issue</c>.</param>
/// <param name="ExpiresAt">After that it would be wrong, and is not sent.</param>
internal sealed record NewMail(
    string Kind, string OnceKey, long SubscriberId, string Email, IReadOnlyDictionary<string, string> Values, DateTimeOffset DueAt, DateTimeOffset ExpiresAt);
