using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Rendering;

namespace Newsletter.Dispatcher.Delivery;

/// <summary>What all connections of one run share.</summary>
/// <param name="Dispatch">The dispatch as it was when the run began.</param>
/// <param name="Due">Recipients who wait for a connection.</param>
internal sealed record RunContext(
    Dispatch Dispatch,
    MessageComposer Composer,
    DispatchProgress Progress,
    SendGuard Guard,
    LedgerWriter Writer,
    DueQueue Due,
    ConnectionShare Share,
    WaveCutOffs CutOffs,
    DomainSlowdown Slowdown,
    RelayTally Tally
)
{
    /// <summary>True when a recipient was claimed and released again, and is due as before.</summary>
    public bool IsPartial { get; set; }
}
