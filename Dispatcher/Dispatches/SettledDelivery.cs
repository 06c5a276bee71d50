namespace Newsletter.Dispatcher.Dispatches;

/// <summary>The decision of an operator, or of a relay's log, about an uncertain delivery.</summary>
/// <param name="IsResend">True to send it again; false when it arrived.</param>
/// <param name="Reply">The new text in the ledger.</param>
internal sealed record SettledDelivery(long SubscriberId, bool IsResend, string Reply);
