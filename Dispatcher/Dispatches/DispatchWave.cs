namespace Newsletter.Dispatcher.Dispatches;

/// <summary>A row of <c>waves</c>.</summary>
internal sealed record DispatchWave
{
    public required DateTimeOffset At { get; init; }

    /// <summary>First instant at which it is not begun any more.</summary>
    public required DateTimeOffset CatchUpUntil { get; init; }

    /// <summary>When the issue is stale for its recipients.</summary>
    public required DateTimeOffset CutOffAt { get; init; }

    /// <summary>Null before, and for ever where it was missed.</summary>
    public DateTimeOffset? BegunAt { get; init; }

    /// <summary>Null until it is over or was missed. It stays null where the dispatch ended first.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>True while it may still begin.</summary>
    public bool IsToCome => BegunAt is null && EndedAt is null;
}
