namespace Newsletter.Dispatcher.Mails;

/// <summary>A mail to one person, to be queued.</summary>
/// <param name="Kind">One of <see cref="MailKind"/>.</param>
/// <param name="OnceKey">The event that the mail is sent for, at most once, for example
/// <c>welcome:12:1764000000</c>.</param>
/// <param name="SubscriberId">The subscriber for whom its links are signed.</param>
/// <param name="Email">The address that gets the mail, even if the subscriber's address changes later.</param>
/// <param name="Values">The values that the template finds in <c>mail</c>; only texts, by names such as
/// <c>first_issue</c>.</param>
/// <param name="ExpiresAt">When the mail becomes wrong; it is not sent after that.</param>
internal sealed record NewMail(
    string Kind,
    string OnceKey,
    long SubscriberId,
    string Email,
    IReadOnlyDictionary<string, string> Values,
    DateTimeOffset DueAt,
    DateTimeOffset ExpiresAt
);
