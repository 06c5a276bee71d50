namespace Newsletter.Dispatcher.Dispatches;

/// <summary>One wave of a dispatch.</summary>
/// <param name="At">Its instant.</param>
/// <param name="CatchUpUntil">First instant at which it is not begun any more.</param>
/// <param name="CutOffAt">When the issue is stale for its recipients.</param>
internal sealed record PlannedWave(DateTimeOffset At, DateTimeOffset CatchUpUntil, DateTimeOffset CutOffAt);
