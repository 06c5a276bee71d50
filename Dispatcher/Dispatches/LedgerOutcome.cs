namespace Newsletter.Dispatcher.Dispatches;

/// <summary>What a delivery came to, ready to be written.</summary>
/// <param name="CountsAsAttempt">False when the relay was the trouble: then nobody's attempt is burnt.</param>
/// <param name="DueAt">The next try; null unless deferred.</param>
/// <param name="Reply">Cleaned text, at most 512 characters.</param>
/// <param name="Cause">What the refusal says about the address, in one word; null when it was none.</param>
internal sealed record LedgerOutcome(
    long SubscriberId,
    DeliveryState State,
    bool CountsAsAttempt,
    DateTimeOffset? DueAt,
    string? Reply,
    string? Cause = null
);
