namespace Newsletter.Dispatcher.Mails;

/// <summary>A mail to one person that is to be sent.</summary>
/// <param name="OnceKey">What there is one mail for, ever, for example <c>welcome:12:1764000000</c>.</param>
/// <param name="SubscriberId">Whom its links are signed for.</param>
/// <param name="Email">Where it goes, whatever the subscriber's address is later.</param>
/// <param name="Values">What the template finds in <c>mail</c>; texts only, by names such as
/// <c>first_issue</c>.</param>
/// <param name="ExpiresAt">When the mail becomes wrong; it is not sent after that.</param>
internal sealed record NewMail(
    MailKind Kind,
    string OnceKey,
    long SubscriberId,
    string Email,
    IReadOnlyDictionary<string, string> Values,
    DateTimeOffset DueAt,
    DateTimeOffset ExpiresAt
);
