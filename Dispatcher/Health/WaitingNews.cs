namespace Newsletter.Dispatcher.Health;

/// <summary>Something that an alert is sent about now.</summary>
/// <param name="Row">As it is remembered.</param>
/// <param name="Waiting">As it is now; null when it waits no longer.</param>
/// <param name="Outcome">How it went on, where it is over; null for "goes on".</param>
internal sealed record WaitingNews(
    WaitingNewsKind Kind,
    WaitingRow Row,
    Waiting? Waiting,
    bool IsDeadlineNear = false,
    string? Outcome = null
);
