namespace Newsletter.Dispatcher.Subscribers;

/// <summary>Something that happened to a subscription.</summary>
internal sealed record SubscriberEventRow
{
    public required DateTimeOffset At { get; init; }

    /// <summary>One of <see cref="SubscriberEvent"/>.</summary>
    public required string Event { get; init; }
    public string? Detail { get; init; }
}
