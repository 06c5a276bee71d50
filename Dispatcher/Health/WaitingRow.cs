namespace Newsletter.Dispatcher.Health;

/// <summary>What is remembered of something that waits; a row of table <c>waits</c>.</summary>
internal sealed record WaitingRow
{
    /// <summary>See <see cref="Waiting.About"/>.</summary>
    public required string About { get; init; }

    /// <summary>See <see cref="Waiting.What"/>.</summary>
    public required string What { get; init; }

    public required DateTimeOffset SinceAt { get; init; }

    /// <summary>
    /// When it was first seen to wait; for a slot, its send time, even when the service did not run then.
    /// </summary>
    public required DateTimeOffset FoundAt { get; init; }

    /// <summary>When it was last seen to wait.</summary>
    public required DateTimeOffset SeenAt { get; init; }

    /// <summary>When an alert was last tried; null when none was.</summary>
    public DateTimeOffset? TriedAt { get; init; }

    /// <summary>When an alert was last sent; null when none was.</summary>
    public DateTimeOffset? ToldAt { get; init; }

    /// <summary><see cref="Waiting.Key"/> of the last alert.</summary>
    public string? Told { get; init; }

    /// <summary>True when an alert has said that the deadline is in danger.</summary>
    public bool DeadlineTold { get; init; }
}
