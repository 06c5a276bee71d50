using Newsletter.Dispatcher.Dispatches;

namespace Newsletter.Dispatcher.Commands.Dispatches;

/// <summary>An uncertain delivery, and what became of it.</summary>
/// <param name="Settled">Null when the log does not tell; it stays uncertain.</param>
internal sealed record ResolvedDelivery(UncertainDelivery Delivery, SettledDelivery? Settled)
{
    /// <summary>Its state from now on.</summary>
    public DeliveryState State =>
        Settled is null ? DeliveryState.Uncertain
        : Settled.IsResend ? DeliveryState.Pending
        : DeliveryState.Sent;

    /// <summary>Why it is in that state, for people and programs.</summary>
    public string Because => Settled?.Reply ?? "not in the log";
}
