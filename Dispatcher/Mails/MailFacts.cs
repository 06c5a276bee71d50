namespace Newsletter.Dispatcher.Mails;

/// <summary>The present state of a mail's address and confirmation.</summary>
/// <param name="SuppressedAt">Null when the address is not suppressed.</param>
/// <param name="CanBeConfirmed">True when its confirmation exists, is unused, and has not expired.</param>
internal sealed record MailFacts(DateTimeOffset? SuppressedAt, bool CanBeConfirmed);
