namespace Newsletter.Dispatcher.Schedule;

/// <summary>
/// Does whatever is due now: records missed slots, begins the dispatch of the slot that is due, goes on with open ones.
/// </summary>
/// <param name="cancellationToken">Cancelled when the service begins to stop: take no new work, finish what is in
/// flight.</param>
/// <returns>When it wants to be asked next, beside the regular ticks; null where no tick need be added.</returns>
internal delegate Task<DateTimeOffset?> DispatchDue(CancellationToken cancellationToken);
