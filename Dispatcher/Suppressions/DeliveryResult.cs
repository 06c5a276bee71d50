using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Relays;

namespace Newsletter.Dispatcher.Suppressions;

/// <summary>How one delivery to a subscriber ended.</summary>
internal sealed record DeliveryResult
{
    /// <summary>The slot of its issue, which tells issues apart.</summary>
    public required DateTimeOffset Slot { get; init; }

    /// <summary>When the result came.</summary>
    public required DateTimeOffset At { get; init; }

    public required DeliveryState State { get; init; }

    /// <summary>
    /// Cause of the last refusal; null where there was none, as for a delivery that expired while the relay was down.
    /// </summary>
    public RefusalCause? Cause { get; init; }
}
