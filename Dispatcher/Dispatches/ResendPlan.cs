namespace Newsletter.Dispatcher.Dispatches;

/// <summary>What sending again to failed deliveries would do. Tests: UnsentDeliveriesTests.</summary>
internal sealed record ResendPlan
{
    /// <summary>Deliveries that a relay refused for good.</summary>
    public required long Failed { get; init; }

    /// <summary>Of these, readers who must not get mail now: suppressed, left, paused or erased.</summary>
    public required long MayNot { get; init; }

    /// <summary>Of the others, readers whose wave is over.</summary>
    public required long TooLate { get; init; }

    /// <summary>Readers who would be sent to again.</summary>
    public long Again => Failed - MayNot - TooLate;
}
