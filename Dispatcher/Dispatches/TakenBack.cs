namespace Newsletter.Dispatcher.Dispatches;

/// <summary>A delivery whose answer turned out to be about us.</summary>
/// <param name="StaysDeferred">True when the delivery keeps its due time; false when it is due at once.</param>
internal readonly record struct TakenBack(long SubscriberId, bool StaysDeferred);
