namespace Newsletter.Dispatcher.Dispatches;

/// <summary>The last time that the retention removed rows. Tests: DeliveryRetentionTests.</summary>
internal sealed record RetentionRound
{
    public required DateTimeOffset EndedAt { get; init; }

    /// <summary>How many deliveries became counts.</summary>
    public required long Deliveries { get; init; }

    /// <summary>Bytes of the database that held rows.</summary>
    public required long UsedBefore { get; init; }
    public required long UsedAfter { get; init; }
}
