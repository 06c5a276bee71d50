namespace Newsletter.Dispatcher.Dispatches;

/// <summary>What stands in the database at the moment of a commit.</summary>
/// <param name="State">The dispatch's.</param>
/// <param name="Owner">Token of the process that may send.</param>
internal sealed record LedgerFence(DispatchState State, long Revision, string? Owner);
