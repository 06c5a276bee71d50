using Newsletter.Dispatcher.Dispatches;

namespace Newsletter.Dispatcher.Mails;

/// <summary>The result of a claim. Tests: MailServiceTests.</summary>
internal abstract record MailClaim
{
    private MailClaim() { }

    /// <summary>The intent is committed: the mail may be sent.</summary>
    /// <param name="Copy">What <see cref="MailKind.IssueCopy"/> is made of; null for other kinds.</param>
    internal sealed record Go(DueMail Mail, LatestIssue? Latest, IssueCopy? Copy = null) : MailClaim;

    /// <summary>The mail must not go any more, and never will; there may be another.</summary>
    internal sealed record Ended(long Id, MailKind Kind, DeliveryState State, string Reason) : MailClaim;

    /// <summary>Nothing is due.</summary>
    internal sealed record None : MailClaim;

    /// <summary>Another process owns the database; this process sends nothing more.</summary>
    internal sealed record Replaced : MailClaim;
}
