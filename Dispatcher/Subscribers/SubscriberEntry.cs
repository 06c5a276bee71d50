using Newsletter.Dispatcher.Addresses;

namespace Newsletter.Dispatcher.Subscribers;

/// <summary>What a command, a form or a row of CSV says about a person, checked; null says nothing.</summary>
internal sealed record SubscriberEntry
{
    public required EmailAddress Address { get; init; }

    public string? FirstName { get; init; }

    public string? LastName { get; init; }

    /// <summary>IANA name.</summary>
    public string? TimeZone { get; init; }

    /// <summary>In order of the alphabet; empty says nothing.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Somebody new is active without it.</summary>
    public SubscriberStatus? Status { get; init; }

    /// <summary>Used for somebody new only; without it, now.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When they confirmed the address themselves.</summary>
    public DateTimeOffset? ConfirmedAt { get; init; }

    /// <summary>The local date from which a paused person gets mail again.</summary>
    public DateOnly? PausedUntil { get; init; }

    public SubscriberTerm? Term { get; init; }

    /// <summary>First instant after the term; with a term, null is without an end.</summary>
    public DateTimeOffset? TermEndsAt { get; init; }

    /// <summary>When they first paid elsewhere; it is noted with the import, and nothing follows from it.</summary>
    public DateTimeOffset? PaidSince { get; init; }

    /// <summary>
    /// Another product says so. What is known here of a person counts for more, except that they left there.
    /// </summary>
    public bool IsFromElsewhere { get; init; }
}
