using Newsletter.Dispatcher.Dispatches;

namespace Newsletter.Dispatcher.Delivery;

/// <summary>The counts of a dispatch at one moment. Tests: ProgressViewTests.</summary>
/// <param name="Recipients">Rows of the ledger; 0 until a run has begun.</param>
/// <param name="Deferred">During a run: how often a delivery was deferred in this run. When read from the ledger: how
/// many deliveries wait for a retry.</param>
internal sealed record ProgressCounts(
    long Recipients,
    long Sent,
    long Deferred,
    long Failed,
    long Skipped,
    long Expired,
    long Uncertain
)
{
    /// <summary>Deliveries for which the service does nothing more by itself.</summary>
    public long Settled => Sent + Failed + Skipped + Expired + Uncertain;

    /// <summary>Deliveries that are still due.</summary>
    public long Open => Math.Max(0, Recipients - Settled);

    /// <param name="counts">The ledger's, by state.</param>
    public static ProgressCounts Of(Dispatch dispatch, IReadOnlyDictionary<DeliveryState, long> counts) =>
        new(
            dispatch.Recipients,
            counts.GetValueOrDefault(DeliveryState.Sent),
            counts.GetValueOrDefault(DeliveryState.Deferred),
            counts.GetValueOrDefault(DeliveryState.Failed),
            counts.GetValueOrDefault(DeliveryState.Skipped),
            counts.GetValueOrDefault(DeliveryState.Expired),
            counts.GetValueOrDefault(DeliveryState.Uncertain)
        );
}
