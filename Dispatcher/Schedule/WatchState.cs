namespace Newsletter.Dispatcher.Schedule;

/// <summary>What the service remembers of its own running.</summary>
internal sealed record WatchState
{
    /// <summary>First start of a service on this database; earlier slots were never its to send.</summary>
    public required DateTimeOffset SinceAt { get; init; }

    /// <summary>When a service last ran, to a minute.</summary>
    public required DateTimeOffset LastSeenAt { get; init; }
}
