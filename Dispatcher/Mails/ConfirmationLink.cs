namespace Newsletter.Dispatcher.Mails;

/// <param name="Id">A row of <c>confirmations</c>.</param>
internal sealed record ConfirmationLink(long Id, DateTimeOffset ExpiresAt);
