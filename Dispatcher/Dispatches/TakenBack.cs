namespace Newsletter.Dispatcher.Dispatches;

/// <summary>A delivery whose answer turned out to be about us.</summary>
/// <param name="StaysDeferred">
/// True where it is tried again when its pause is over; otherwise it is due at once.
/// </param>
internal readonly record struct TakenBack(long SubscriberId, bool StaysDeferred);
