namespace Newsletter.Dispatcher.Dispatches;

/// <summary>
/// The decision of an operator, or of a relay's log, about an uncertain delivery.
/// Tests: UncertainDeliveriesTests.
/// </summary>
/// <param name="IsResend">True to send it again; false when it arrived.</param>
/// <param name="Reply">The new text in the ledger.</param>
internal sealed record SettledDelivery(long SubscriberId, bool IsResend, string Reply)
{
    /// <summary>What an operator says became of it.</summary>
    public static SettledDelivery ByOperator(long subscriberId, bool isResend) =>
        new(subscriberId, isResend, isResend ? "sent again by an operator" : "arrived, says an operator");
}
