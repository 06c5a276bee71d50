using Newsletter.Dispatcher.Dispatches;

namespace Newsletter.Dispatcher.Delivery;

/// <summary>How far a dispatch is, for a progress bar; read from any thread while the run goes on.</summary>
internal sealed class DispatchProgress
{
    /// <summary>
    /// Replaced whole when a run begins, so that a reader never sees the counts of two runs added up.
    /// </summary>
    private Counts _counts = new(0, new Dictionary<DeliveryState, long>());

    /// <summary>In UTC ticks, since it is written and read by two threads; 0 for none.</summary>
    private long _nextTry;

    /// <summary>When everybody should have it; null where there is none.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>Why the dispatch is paused; null when it is not.</summary>
    public string? Paused { get; set; }

    /// <summary>When the next is tried, while all that are left wait for another try; otherwise null.</summary>
    public DateTimeOffset? NextTry
    {
        get => Interlocked.Read(ref _nextTry) is > 0 and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;
        set => Interlocked.Exchange(ref _nextTry, value?.UtcTicks ?? 0);
    }

    /// <summary>What the run waits for; null when it goes on.</summary>
    public string? Waiting { get; set; }

    /// <summary>True while it waits for the ledger, and not for a relay.</summary>
    public bool WaitsForLedger { get; set; }

    /// <summary>What an operator should know although it goes on; null when there is nothing.</summary>
    public string? Notice { get; set; }

    /// <summary>When it will end; null before a run looked.</summary>
    public Outlook? Outlook { get; set; }

    /// <summary>The pace that refusals led to, and its setting; null when it goes as fast as it can.</summary>
    public string? Pace { get; set; }

    /// <summary>A run begins; several of one dispatch follow each other, and the counts go on.</summary>
    /// <param name="counts">The ledger's, by state.</param>
    public void Begin(Dispatch dispatch, IReadOnlyDictionary<DeliveryState, long> counts) =>
        Volatile.Write(ref _counts, new(dispatch.Recipients, counts));

    /// <summary>Counts one delivery that reached a state.</summary>
    public void Count(DeliveryState state) => Volatile.Read(ref _counts).Count(state);

    /// <summary>How many have it at this moment.</summary>
    public long Sent => Read().Sent;

    /// <summary>The counts at this moment.</summary>
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
