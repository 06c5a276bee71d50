namespace Newsletter.Dispatcher.Dispatches;

/// <summary>What an operator, or a relay's log, says about an uncertain delivery.</summary>
/// <param name="IsResend">True to send it once more; false when it arrived.</param>
/// <param name="Reply">Stands in the ledger from now on.</param>
internal sealed record SettledDelivery(long SubscriberId, bool IsResend, string Reply);
