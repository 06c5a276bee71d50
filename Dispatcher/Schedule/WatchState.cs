namespace Newsletter.Dispatcher.Schedule;

/// <summary>Since when the service watches, and when it last ran.</summary>
internal sealed record WatchState
{
    /// <summary>The first start of a service on this database; it never had to send earlier slots.</summary>
    public required DateTimeOffset SinceAt { get; init; }

    /// <summary>When a service last ran, exact to a minute.</summary>
    public required DateTimeOffset LastSeenAt { get; init; }
}
