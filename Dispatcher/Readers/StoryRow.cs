namespace Newsletter.Dispatcher.Readers;

/// <summary>Something that happened to a reader. Tests: ReaderStoryTests.</summary>
internal sealed record StoryRow
{
    public required DateTimeOffset At { get; init; }

    /// <summary>Which table it is from: <c>history</c>, <c>delivery</c>, <c>attempt</c>, <c>return</c>, <c>mail</c>,
    /// <c>payment</c>, <c>link</c>, <c>bulk</c>, <c>desk</c>.</summary>
    public required string Source { get; init; }

    public required string Key { get; init; }

    /// <summary>A word for what happened: an event, a state, a kind.</summary>
    public required string What { get; init; }

    /// <summary>What it is about: an issue, a mail, an amount; null for nothing more.</summary>
    public string? About { get; init; }

    /// <summary>In somebody's own words: a relay's reply, the reason of one of us; null for none.</summary>
    public string? Words { get; init; }

    /// <summary>Who of us did it, as the audit names them; null for nobody.</summary>
    public string? Actor { get; init; }

    public StoryPlace Place => new(At.ToUnixTimeMilliseconds(), Source, Key);
}
