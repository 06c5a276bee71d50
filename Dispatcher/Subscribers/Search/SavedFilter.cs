namespace Newsletter.Dispatcher.Subscribers.Search;

/// <summary>A filter that somebody keeps under a name. Tests: SavedFilterTableTests.</summary>
internal sealed record SavedFilter
{
    public required long Id { get; init; }

    public required string Name { get; init; }

    /// <summary>What was typed to find.</summary>
    public required string Words { get; init; }

    /// <summary>The rest, as the page's address has it.</summary>
    public required string Query { get; init; }

    /// <summary>Whose it is; null for all.</summary>
    public long? AccountId { get; init; }

    /// <summary>What is left of the filter: a newer program may not know a part any more.</summary>
    public ReaderFilter Filter => ReaderFilterForm.Parse(Query, Words).Filter;
}
