namespace Newsletter.Dispatcher.Dispatches;

/// <summary>A delivery whose outcome was lost.</summary>
internal sealed record UncertainDelivery
{
    public required long SubscriberId { get; init; }
    public required string Email { get; init; }

    /// <summary>When it became uncertain, which is after the attempt.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}
