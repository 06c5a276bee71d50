namespace Newsletter.Dispatcher.Bounces;

/// <summary>The message that came back, and whose it was.</summary>
internal sealed record Returned
{
    public required long SubscriberId { get; init; }

    /// <summary>Where the message went, which the person may have changed since.</summary>
    public required string Email { get; init; }

    public required DateTimeOffset SentAt { get; init; }

    public required string EmailKey { get; init; }

    public DateTimeOffset? ConfirmedAt { get; init; }
}
