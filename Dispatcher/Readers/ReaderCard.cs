using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Suppressions;

namespace Newsletter.Dispatcher.Readers;

/// <summary>How a reader stands now. Tests: ReaderCardsTests.</summary>
internal sealed record ReaderCard
{
    public required Subscriber Reader { get; init; }

    /// <summary>What templates and letters call the reader: <c>subscriber.ref</c>.</summary>
    public required string Reference { get; init; }

    /// <summary>Why the address gets nothing; empty when it is not suppressed.</summary>
    public required IReadOnlyList<SuppressedKey> Suppressed { get; init; }

    /// <summary>A new address that has not said yes; null for none.</summary>
    public string? PendingAddress { get; init; }

    /// <summary>The latest issue, and what became of it for the reader; null when none was sent yet.</summary>
    public LatestDelivery? Latest { get; init; }

    /// <summary>The payment provider charges again by itself.</summary>
    public bool PaymentGoesOn { get; init; }

    /// <summary>Asked to be erased while a message was on its way.</summary>
    public bool IsBeingErased { get; init; }
}
