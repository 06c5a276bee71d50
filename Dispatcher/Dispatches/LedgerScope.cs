namespace Newsletter.Dispatcher.Dispatches;

/// <summary>What a writer writes for, and what must still be true whenever it writes.</summary>
/// <param name="Revision">What this run's messages are made of.</param>
/// <param name="Owner">This process's token.</param>
internal sealed record LedgerScope(long DispatchId, long Revision, string Owner)
{
    /// <returns>Null while messages may go.</returns>
    public LedgerHalt? Check(LedgerFence fence) =>
        fence.Owner != Owner ? LedgerHalt.Replaced
        : fence.State != DispatchState.Sending ? LedgerHalt.NotSending
        : fence.Revision != Revision ? LedgerHalt.Corrected
        : null;
}
