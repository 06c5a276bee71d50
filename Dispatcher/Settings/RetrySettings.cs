namespace Newsletter.Dispatcher.Settings;

/// <summary>When a deferred delivery is tried again. Section <c>Delivery:Retry</c>.</summary>
internal sealed record RetrySettings
{
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromMinutes(5);

    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromMinutes(60);

    /// <summary>From the slot's time on; later the issue is stale and its open deliveries are expired.</summary>
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromHours(6);
}
