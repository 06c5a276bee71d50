using Newsletter.Dispatcher.Dispatches;

namespace Newsletter.Dispatcher.Delivery;

/// <summary>The next state of a delivery that was not accepted.</summary>
/// <param name="State"><c>deferred</c>, <c>expired</c> or <c>failed</c>.</param>
/// <param name="DueAt">When it is tried again; null unless deferred.</param>
internal readonly record struct NextStep(DeliveryState State, DateTimeOffset? DueAt);
