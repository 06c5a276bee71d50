namespace Newsletter.Dispatcher.Dispatches;

/// <summary>The dispatch of a writer, and the conditions that must be true at each write. Tests: LedgerTests.</summary>
/// <param name="Revision">The revision that this run's messages are made of.</param>
/// <param name="Owner">The token of this process.</param>
internal sealed record LedgerScope(long DispatchId, long Revision, string Owner)
{
    /// <returns>Why no message may be sent; null while messages may be sent.</returns>
    public LedgerHalt? Check(LedgerFence fence) =>
        fence.Owner != Owner ? LedgerHalt.Replaced
        : fence.State != DispatchState.Sending ? LedgerHalt.NotSending
        : fence.Revision != Revision ? LedgerHalt.Corrected
        : null;
}
