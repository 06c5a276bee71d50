namespace Newsletter.Dispatcher.Dispatches;

/// <summary>A planned wave of a dispatch.</summary>
/// <param name="At">When it begins.</param>
/// <param name="CatchUpUntil">The first instant at which it may not begin any more.</param>
/// <param name="CutOffAt">When the issue becomes stale for its recipients.</param>
internal sealed record PlannedWave(DateTimeOffset At, DateTimeOffset CatchUpUntil, DateTimeOffset CutOffAt);
