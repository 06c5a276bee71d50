namespace Newsletter.Dispatcher.Dispatches;

/// <summary>What the database says about a dispatch and its owner when a transaction begins.</summary>
/// <param name="State">The state of the dispatch.</param>
/// <param name="Owner">The token of the process that may send.</param>
internal sealed record LedgerFence(string State, long Revision, string? Owner);
