using Newsletter.Dispatcher.Subscribers;

namespace Newsletter.Dispatcher.Subscriptions.Wishes;

/// <summary>What a person has set, for the manage page.</summary>
internal sealed record Preference
{
    public required long SubscriberId { get; init; }

    /// <summary>The epoch of the links that the page shows.</summary>
    public long LinkEpoch { get; init; }

    public required string Email { get; init; }

    /// <summary>The payment provider knows them: there are invoices to see.</summary>
    public bool HasPaid { get; init; }

    /// <summary>They are charged again by themselves until they cancel.</summary>
    public bool PaymentGoesOn { get; init; }

    public string? FirstName { get; init; }

    public string? LastName { get; init; }

    /// <summary>IANA name; null follows the newsletter's.</summary>
    public string? TimeZone { get; init; }

    public required SubscriberStatus Status { get; init; }

    /// <summary>The local date from which mail comes again; null while paused means until they say so.</summary>
    public DateOnly? PausedUntil { get; init; }

    /// <summary><c>trial</c> or <c>paid</c>; null where nobody pays.</summary>
    public SubscriberTerm? Term { get; init; }

    /// <summary>First instant after the term.</summary>
    public DateTimeOffset? TermEndsAt { get; init; }

    /// <summary>Last day of the term, by the person's calendar.</summary>
    public DateOnly? TermUntil { get; init; }

    /// <summary>When the next issue comes; null when none will.</summary>
    public DateTimeOffset? NextIssueAt { get; init; }

    /// <summary>The same by the person's own clock, in words of the newsletter's language.</summary>
    public string? NextIssue { get; init; }

    /// <summary>
    /// An address that waits to be confirmed, masked, because a mail with the link may have been passed on; null when
    /// there is none.
    /// </summary>
    public string? PendingEmail { get; init; }
}
