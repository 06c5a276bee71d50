namespace Newsletter.Dispatcher.Suppressions;

/// <summary>An address that must get nothing.</summary>
internal sealed record SuppressedAddress
{
    /// <summary>The address's key: what is the same for every way to write it.</summary>
    public required string Email { get; init; }

    public required SuppressionKind Kind { get; init; }

    /// <summary>Why, in words for people.</summary>
    public required string Reason { get; init; }

    /// <summary>What the relay said; null when there is none.</summary>
    public string? Evidence { get; init; }

    /// <summary>Where it was seen; null for an erased person, and where an older version wrote the row.</summary>
    public string? Source { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
