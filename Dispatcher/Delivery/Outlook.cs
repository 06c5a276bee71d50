namespace Newsletter.Dispatcher.Delivery;

/// <summary>What is expected of a dispatch.</summary>
/// <param name="PerSecond">Deliveries settled a second; null until it can be told.</param>
/// <param name="End">The predicted end, while nothing can go the earliest one; null when it cannot be told.</param>
/// <param name="Deadline">When everybody should have it; null where there is none.</param>
/// <param name="Late">How long after the deadline it will end, zero when it will be met; null when that cannot be
/// told.</param>
/// <param name="IsHeld">True while nothing can go.</param>
/// <param name="Waited">How long nothing could go so far.</param>
internal sealed record Outlook(
    double? PerSecond,
    DateTimeOffset? End,
    DateTimeOffset? Deadline,
    TimeSpan? Late,
    bool IsHeld = false,
    TimeSpan Waited = default
);
