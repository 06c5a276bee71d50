using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Dispatches;

/// <summary>A row of <c>dispatches</c>.</summary>
internal sealed record Dispatch
{
    public required long Id { get; init; }

    public DispatchKind Kind { get; init; } = DispatchKind.Issue;

    /// <summary>The dispatch whose readers are told of a correction; null for an issue.</summary>
    public long? CorrectsId { get; init; }

    /// <summary>The slot's local date.</summary>
    public required DateOnly SlotDate { get; init; }

    /// <summary>Null when nothing was sent.</summary>
    public string? IssueSlug { get; init; }

    public string? Title { get; init; }

    public required DispatchState State { get; init; }

    /// <summary>Why it is in this state, or what it waits for; null when there is nothing to say.</summary>
    public string? Reason { get; init; }

    /// <summary>
    /// The pace that a relay's or a domain's refusals led to, and its setting; null where all went as fast as it could.
    /// </summary>
    public string? FoundPace { get; init; }

    /// <summary>How often the issue was corrected while it was sent; its files are those of this revision.</summary>
    public long Revision { get; init; }

    /// <summary>How often people changed it; a run that saw a smaller number has something new to look at.</summary>
    public long Changes { get; init; }

    /// <summary>Whom it is for; see <see cref="NewDispatch"/>.</summary>
    public string Audience { get; init; } = "all";

    /// <summary>Rows of the ledger: at the freeze, and whoever joined at a later wave.</summary>
    public required long Recipients { get; init; }

    public required DateTimeOffset SlotAt { get; init; }

    public required DateTimeOffset CutOffAt { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>
    /// True when the slot came after the backup from which the database was restored, and may have been filled then.
    /// </summary>
    public bool IsInDoubt => State is DispatchState.Missed && Reason == RestoredDatabase.SlotReason;

    /// <summary>True when it was begun and is not over.</summary>
    public bool IsOpen => State is DispatchState.Sending or DispatchState.Paused;
}
