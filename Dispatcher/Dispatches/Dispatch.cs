using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Dispatches;

/// <summary>A row of <c>dispatches</c>.</summary>
internal sealed record Dispatch
{
    public required long Id { get; init; }

    public DispatchKind Kind { get; init; } = DispatchKind.Issue;

    /// <summary>The dispatch that this correction corrects; null for an issue.</summary>
    public long? CorrectsId { get; init; }

    /// <summary>The slot's local date.</summary>
    public required DateOnly SlotDate { get; init; }

    /// <summary>Null when there was no issue.</summary>
    public string? IssueSlug { get; init; }

    public string? Title { get; init; }

    public required DispatchState State { get; init; }

    /// <summary>Why it is in this state, or what it waits for; null when there is no reason to give.</summary>
    public string? Reason { get; init; }

    /// <summary>
    /// The reduced pace after refusals of a relay or a domain, and its setting; null when there is no reduced pace.
    /// </summary>
    public string? FoundPace { get; init; }

    /// <summary>How often the issue was corrected while it was sent; the files are those of this revision.</summary>
    public long Revision { get; init; }

    /// <summary>
    /// How often people changed the dispatch. A run that knows a smaller number must read the dispatch again.
    /// </summary>
    public long Changes { get; init; }

    /// <summary>The audience; see <see cref="NewDispatch"/>.</summary>
    public string Audience { get; init; } = "all";

    /// <summary>
    /// The number of rows in the ledger: the recipients at the freeze, and those who joined at a later wave.
    /// </summary>
    public required long Recipients { get; init; }

    public required DateTimeOffset SlotAt { get; init; }

    public required DateTimeOffset CutOffAt { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>
    /// True when the slot came after the backup from which the database was restored, so that the slot may have been
    /// filled.
    /// </summary>
    public bool IsInDoubt => State is DispatchState.Missed && Reason == RestoredDatabase.SlotReason;

    /// <summary>True when the dispatch has begun and is not over.</summary>
    public bool IsOpen => State is DispatchState.Sending or DispatchState.Paused;
}
