using Newsletter.Dispatcher.Dispatches;

namespace Newsletter.Dispatcher.Delivery;

/// <summary>
/// The progress of a dispatch, for a progress bar. Thread-safe: it is read while the run goes on.
/// Tests: DispatchRunTests.
/// </summary>
internal sealed class DispatchProgress
{
    /// <summary>
    /// Replaced whole when a run begins, so that a reader never sees the counts of two runs added up.
    /// </summary>
    private Counts _counts = new(0, new Dictionary<DeliveryState, long>());

    /// <summary>In UTC ticks, because two threads use it; 0 for none.</summary>
    private long _nextTry;

    /// <summary>When all recipients should have the message; null when there is no deadline.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>Why the dispatch is paused; null when it is not.</summary>
    public string? Paused { get; set; }

    /// <summary>When the next retry is due, if all open deliveries wait for a retry; otherwise null.</summary>
    public DateTimeOffset? NextTry
    {
        get => Interlocked.Read(ref _nextTry) is > 0 and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;
        set => Interlocked.Exchange(ref _nextTry, value?.UtcTicks ?? 0);
    }

    /// <summary>What the run waits for; null when it does not wait.</summary>
    public string? Waiting { get; set; }

    /// <summary>True while the run waits for the ledger, and not for a relay.</summary>
    public bool WaitsForLedger { get; set; }

    /// <summary>A warning for the operator while the run goes on; null when there is none.</summary>
    public string? Notice { get; set; }

    /// <summary>The forecast; null before a run made one.</summary>
    public Outlook? Outlook { get; set; }

    /// <summary>The reduced pace after refusals, and its setting; null when there is no reduced pace.</summary>
    public string? Pace { get; set; }

    /// <summary>A run begins; several of one dispatch follow each other, and the counts go on.</summary>
    /// <param name="counts">The ledger's, by state.</param>
    public void Begin(Dispatch dispatch, IReadOnlyDictionary<DeliveryState, long> counts) =>
        Volatile.Write(ref _counts, new(dispatch.Recipients, counts));

    /// <summary>Counts one delivery that reached a state.</summary>
    public void Count(DeliveryState state) => Volatile.Read(ref _counts).Count(state);

    /// <summary>How many recipients have the message now.</summary>
    public long Sent => Read().Sent;

    /// <summary>The counts now.</summary>
    public ProgressCounts Read() => Volatile.Read(ref _counts).Read();

    private sealed class Counts(long recipients, IReadOnlyDictionary<DeliveryState, long> before)
    {
        private long _sent;
        private long _deferred;
        private long _failed;
        private long _skipped;
        private long _uncertain;

        public void Count(DeliveryState state)
        {
            switch (state)
            {
                case DeliveryState.Sent:
                    Interlocked.Increment(ref _sent);
                    break;
                case DeliveryState.Deferred:
                    Interlocked.Increment(ref _deferred);
                    break;
                case DeliveryState.Failed:
                    Interlocked.Increment(ref _failed);
                    break;
                case DeliveryState.Skipped:
                    Interlocked.Increment(ref _skipped);
                    break;
                case DeliveryState.Uncertain:
                    Interlocked.Increment(ref _uncertain);
                    break;
            }
        }

        public ProgressCounts Read() =>
            new(
                recipients,
                Before(DeliveryState.Sent) + Interlocked.Read(ref _sent),
                Interlocked.Read(ref _deferred),
                Before(DeliveryState.Failed) + Interlocked.Read(ref _failed),
                Before(DeliveryState.Skipped) + Interlocked.Read(ref _skipped),
                Before(DeliveryState.Expired),
                Before(DeliveryState.Uncertain) + Interlocked.Read(ref _uncertain)
            );

        private long Before(DeliveryState state) => before.GetValueOrDefault(state);
    }
}
