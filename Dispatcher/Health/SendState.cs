using Newsletter.Dispatcher.Delivery;
using Newsletter.Dispatcher.Dispatches;

namespace Newsletter.Dispatcher.Health;

/// <summary>How far a dispatch is at one moment, read from the ledger. Tests: StatusCommandTests.</summary>
/// <param name="IsInterrupted">No process sends it now.</param>
internal sealed record SendState(Dispatch Dispatch, bool IsInterrupted, ProgressCounts Counts, Outlook Outlook);
