namespace Newsletter.Dispatcher.Mails;

/// <summary>The present state of a mail's address and confirmation.</summary>
/// <param name="SuppressedAt">Null when the address is not suppressed.</param>
/// <param name="CanBeConfirmed">Its confirmation is there, unused, and not over.</param>
/// <param name="IsFormerAddress">It goes to another address than the subscriber has now.</param>
internal sealed record MailFacts(DateTimeOffset? SuppressedAt, bool CanBeConfirmed, bool IsFormerAddress = false);
