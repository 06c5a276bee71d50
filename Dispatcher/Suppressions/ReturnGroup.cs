namespace Newsletter.Dispatcher.Suppressions;

/// <summary>How much came back from one domain for one reason. Tests: ReturnListTests.</summary>
internal sealed record ReturnGroup
{
    public required ReturnKind Kind { get; init; }

    /// <summary>Why, in one word.</summary>
    public required string Reason { get; init; }

    /// <summary>The readers' domain.</summary>
    public required string Domain { get; init; }

    public required long Count { get; init; }

    /// <summary>Of these, the ones that show by themselves that the address is dead.</summary>
    public required long Hard { get; init; }
}
