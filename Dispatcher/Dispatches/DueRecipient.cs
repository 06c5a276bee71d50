using Newsletter.Dispatcher.Rendering.Templates;

namespace Newsletter.Dispatcher.Dispatches;

/// <summary>A recipient whose turn has come, with what the templates may say about them.</summary>
internal sealed record DueRecipient
{
    public required long SubscriberId { get; init; }

    /// <summary>The address as it was frozen.</summary>
    public required string Email { get; init; }

    /// <summary>Attempts made so far.</summary>
    public required long Attempts { get; init; }

    /// <summary>What the last refusal said, in one word; null at the first attempt.</summary>
    public string? Cause { get; init; }

    /// <summary>What the last refusal said; null at the first attempt.</summary>
    public string? Reply { get; init; }

    /// <summary>Since when it is due again; null for one that was not deferred.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>
    /// When the issue is stale for this recipient, by their wave; null where the dispatch has no waves.
    /// </summary>
    public DateTimeOffset? CutOffAt { get; init; }

    public string? FirstName { get; init; }
    public string? LastName { get; init; }
    public string? TimeZone { get; init; }
    public required string Status { get; init; }

    /// <summary>Tags separated by spaces; null when there are none.</summary>
    public string? Tags { get; init; }

    /// <summary>The epoch of the reader's links now.</summary>
    public long LinkEpoch { get; init; }

    public Recipient ToRecipient() =>
        new(SubscriberId, Email, FirstName, LastName, TimeZone, Status, Tags?.Split(' ') ?? [])
        {
            LinkEpoch = LinkEpoch,
        };
}
