namespace Newsletter.Dispatcher.Subscribers;

/// <summary>How many people have a status.</summary>
internal sealed record StatusCount
{
    public required SubscriberStatus Status { get; init; }
    public required long Count { get; init; }
}
