namespace Newsletter.Dispatcher.Health;

/// <summary>What waits, or waited, for programs that read an alert.</summary>
/// <param name="About">The same in all alerts of one wait: <c>dispatch 7</c> or <c>slot 2026-11-24</c>.</param>
/// <param name="Cause">One word; null when it waits no longer.</param>
/// <param name="Readers">How many wait; null when that is not known.</param>
/// <param name="Deadline">When everybody should have it; null where there is none.</param>
/// <param name="Until">When it is given up; null when it waits no longer.</param>
/// <param name="EarliestEnd">When the last message would go if it went on now; null when that is not known.</param>
internal sealed record WaitingAlert(
    string About,
    string? Cause,
    DateTimeOffset Since,
    long? Readers,
    DateTimeOffset? Deadline,
    DateTimeOffset? Until,
    DateTimeOffset? EarliestEnd
);
