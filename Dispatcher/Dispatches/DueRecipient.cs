using Newsletter.Dispatcher.Rendering.Templates;

namespace Newsletter.Dispatcher.Dispatches;

/// <summary>A recipient who is due, with the data that templates may use. Tests: LedgerTests.</summary>
internal sealed record DueRecipient
{
    public required long SubscriberId { get; init; }

    /// <summary>The frozen address.</summary>
    public required string Email { get; init; }

    /// <summary>Attempts made so far.</summary>
    public required long Attempts { get; init; }

    /// <summary>The cause of the last refusal, in one word; null at the first attempt.</summary>
    public string? Cause { get; init; }

    /// <summary>The reply of the last refusal; null at the first attempt.</summary>
    public string? Reply { get; init; }

    /// <summary>Since when the recipient is due again; null for one that was not deferred.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>
    /// When the issue becomes stale for this recipient, by their wave; null when the dispatch has no waves.
    /// </summary>
    public DateTimeOffset? CutOffAt { get; init; }

    public string? FirstName { get; init; }
    public string? LastName { get; init; }
    public string? TimeZone { get; init; }
    public required string Status { get; init; }

    public string? Term { get; init; }
    public DateTimeOffset? TermEndsAt { get; init; }

    /// <summary>Tags separated by spaces; null when there are none.</summary>
    public string? Tags { get; init; }

    /// <summary>The epoch of the reader's links now.</summary>
    public long LinkEpoch { get; init; }

    public Recipient ToRecipient() =>
        new(SubscriberId, Email, FirstName, LastName, TimeZone, Status, Tags?.Split(' ') ?? [])
        {
            LinkEpoch = LinkEpoch,
            Term = Term,
            TermEndsAt = TermEndsAt,
        };
}
