namespace Newsletter.Dispatcher.Suppressions;

/// <summary>One bounce or complaint, with what it said. Tests: ReturnListTests.</summary>
internal sealed record ReturnRow
{
    public required long Id { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>The word of the inbox that it came to.</summary>
    public required string Source { get; init; }

    public required ReturnKind Kind { get; init; }
    public required long SubscriberId { get; init; }

    /// <summary>The address that the reader has now.</summary>
    public required string Email { get; init; }

    /// <summary>The dispatch whose message came back; null for a mail to one person.</summary>
    public long? DispatchId { get; init; }

    /// <summary>Why, in one word.</summary>
    public required string Reason { get; init; }

    /// <summary>The enhanced status code; null where none was given.</summary>
    public string? Status { get; init; }

    /// <summary>What it says about the address; null for a complaint.</summary>
    public string? Cause { get; init; }

    public required bool IsHard { get; init; }

    /// <summary>What it said; null when the words are forgotten by now.</summary>
    public string? Evidence { get; init; }

    /// <summary>The address gets nothing now.</summary>
    public required bool IsSuppressed { get; init; }
}
