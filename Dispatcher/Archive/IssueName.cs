namespace Newsletter.Dispatcher.Archive;

/// <summary>What an issue of the archive can be called by.</summary>
internal sealed record IssueName
{
    public required long DispatchId { get; init; }

    /// <summary>The file's name without <c>.md</c>; no two issues have the same.</summary>
    public required string Slug { get; init; }

    public required DateOnly SlotDate { get; init; }
}
