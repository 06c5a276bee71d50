namespace Newsletter.Dispatcher.Dispatches;

/// <summary>A row of the ledger.</summary>
internal sealed record DeliveryRow
{
    public required long SubscriberId { get; init; }
    public required string Email { get; init; }

    public required DeliveryState State { get; init; }
    public required long Attempts { get; init; }

    /// <summary>How often it was sent again after its outcome was lost; at most once.</summary>
    public required long Resends { get; init; }

    /// <summary>The revision of the files that the message was made of: the number of corrections before it.</summary>
    public long Revision { get; init; }

    /// <summary>When it is tried next; null unless deferred.</summary>
    public DateTimeOffset? DueAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>What the last refusal says about the address, in one word; null when there was no refusal.</summary>
    public string? Cause { get; init; }

    /// <summary>The last reply, or the reason why there was none.</summary>
    public string? Reply { get; init; }
}
