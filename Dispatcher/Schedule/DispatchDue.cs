namespace Newsletter.Dispatcher.Schedule;

/// <summary>
/// Does what is due now: records missed slots, begins the dispatch of a slot that is due, continues open dispatches.
/// </summary>
/// <param name="cancellationToken">Cancelled when the service begins to stop: start no new work, and finish what has
/// begun.</param>
/// <returns>When to call it next, in addition to the regular ticks; null when the regular ticks are enough.</returns>
internal delegate Task<DateTimeOffset?> DispatchDue(CancellationToken cancellationToken);
