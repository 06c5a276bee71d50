namespace Newsletter.Dispatcher.Delivery;

/// <summary>The forecast for a dispatch.</summary>
/// <param name="PerSecond">Deliveries settled in a second; null when it is not known yet.</param>
/// <param name="End">The predicted end, or the earliest possible one while nothing can be sent; null when it is not
/// known.</param>
/// <param name="Deadline">When all recipients should have the message; null when there is no deadline.</param>
/// <param name="Late">How long after the deadline it will end, zero when in time; null when it is not known.</param>
/// <param name="IsHeld">True while nothing can be sent.</param>
/// <param name="Waited">For how long nothing could be sent so far.</param>
internal sealed record Outlook(
    double? PerSecond,
    DateTimeOffset? End,
    DateTimeOffset? Deadline,
    TimeSpan? Late,
    bool IsHeld = false,
    TimeSpan Waited = default
);
