namespace Newsletter.Dispatcher.Tokens;

/// <summary>Which message a return path names.</summary>
/// <param name="IsMail">True for a row of <c>mails</c>, false for a delivery of a dispatch.</param>
/// <param name="Id">The id of the dispatch or of the mail.</param>
internal sealed record ReturnedMessage(bool IsMail, long Id, long SubscriberId);
