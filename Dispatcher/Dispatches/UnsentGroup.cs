namespace Newsletter.Dispatcher.Dispatches;

/// <summary>Readers of one domain who did not get an issue for one cause. Tests: UnsentDeliveriesTests.</summary>
internal sealed record UnsentGroup
{
    public required DeliveryState State { get; init; }

    /// <summary>What the refusals say about the addresses, in one word; empty when there was no refusal.</summary>
    public string Cause { get; init; } = "";

    /// <summary>Empty for readers who were erased.</summary>
    public required string Domain { get; init; }

    public required long Count { get; init; }
}
