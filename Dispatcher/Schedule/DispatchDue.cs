namespace Newsletter.Dispatcher.Schedule;

/// <summary>
/// Does whatever is due now: records missed slots, begins the dispatch of the slot that is due, goes on with open ones.
/// </summary>
/// <param name="cancellationToken">Cancelled when the service begins to stop: take no new work, finish what is in
/// flight.</param>
internal delegate Task DispatchDue(CancellationToken cancellationToken);
