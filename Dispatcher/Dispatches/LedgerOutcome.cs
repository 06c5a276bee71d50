namespace Newsletter.Dispatcher.Dispatches;

/// <summary>The outcome of a delivery, ready to be written.</summary>
/// <param name="State">One of <see cref="DeliveryState"/>.</param>
/// <param name="CountsAsAttempt">False when the relay was at fault: then the attempt does not count.</param>
/// <param name="DueAt">When it is tried next; null unless deferred.</param>
/// <param name="Reply">The cleaned reply, at most 512 characters.</param>
/// <param name="Cause">What the refusal says about the address, in one word; null when there was no refusal.</param>
internal sealed record LedgerOutcome(
    long SubscriberId,
    string State,
    bool CountsAsAttempt,
    DateTimeOffset? DueAt,
    string? Reply,
    string? Cause = null
);
