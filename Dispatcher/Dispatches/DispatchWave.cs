namespace Newsletter.Dispatcher.Dispatches;

/// <summary>A row of <c>waves</c>.</summary>
internal sealed record DispatchWave
{
    public required DateTimeOffset At { get; init; }

    /// <summary>The first instant at which the wave may not begin any more.</summary>
    public required DateTimeOffset CatchUpUntil { get; init; }

    /// <summary>When the issue becomes stale for its recipients.</summary>
    public required DateTimeOffset CutOffAt { get; init; }

    /// <summary>When it began; null before, and always null when it was missed.</summary>
    public DateTimeOffset? BegunAt { get; init; }

    /// <summary>When it ended or was missed; null before. Stays null when the dispatch ended first.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>True while it may still begin.</summary>
    public bool IsToCome => BegunAt is null && EndedAt is null;
}
