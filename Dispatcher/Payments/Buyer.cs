namespace Newsletter.Dispatcher.Payments;

/// <summary>The person that an event is about, as far as the event names them.</summary>
/// <param name="SubscriberId">As our own checkout wrote it; null where it was another newsletter's, or
/// nobody's.</param>
/// <param name="Customer">What Stripe calls them.</param>
/// <param name="IsForReaders">False for other things that the same Stripe account sells.</param>
internal sealed record Buyer(long? SubscriberId, string? Customer, bool IsForReaders);
