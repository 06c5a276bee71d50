using Newsletter.Dispatcher.Addresses;

namespace Newsletter.Dispatcher.Subscribers;

/// <summary>A person on the list, as the database knows them.</summary>
internal sealed record Subscriber
{
    public required long Id { get; init; }

    /// <summary>
    /// The address as mail is sent to it; the same mailbox always has the same <see cref="EmailAddress.Key"/>.
    /// </summary>
    public required string Email { get; init; }

    public string? FirstName { get; init; }

    public string? LastName { get; init; }

    /// <summary>IANA name such as <c>Europe/Madrid</c>; null follows the newsletter's.</summary>
    public string? TimeZone { get; init; }

    public required SubscriberStatus Status { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When they last confirmed the address themselves; null when they never did.</summary>
    public DateTimeOffset? ConfirmedAt { get; init; }

    /// <summary>The local date from which a paused person gets mail again; null is until they say so.</summary>
    public DateOnly? PausedUntil { get; init; }

    /// <summary>Null where nobody pays, or nothing was said.</summary>
    public SubscriberTerm? Term { get; init; }

    /// <summary>First instant after the term.</summary>
    public DateTimeOffset? TermEndsAt { get; init; }

    /// <summary>How often the person's links were renewed: links of an earlier epoch only unsubscribe.</summary>
    public long LinkEpoch { get; init; }
}
