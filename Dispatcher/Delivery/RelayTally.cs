using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Relays;

namespace Newsletter.Dispatcher.Delivery;

/// <summary>Counts what each relay answered in a run. Thread-safe: every connection counts here.</summary>
/// <param name="names">Names of the relays, in the order of the settings.</param>
internal sealed class RelayTally(IReadOnlyList<string> names)
{
    private readonly long[] _accepted = new long[names.Count];
    private readonly long[] _deferred = new long[names.Count];
    private readonly long[] _refused = new long[names.Count];

    /// <summary>Counts one answer. An answer that counts as no attempt is left out.</summary>
    /// <param name="relay">Index of the relay.</param>
    public void Count(int relay, DeliveryOutcome outcome)
    {
        switch (outcome)
        {
            case DeliveryOutcome.Accepted:
                Interlocked.Increment(ref _accepted[relay]);
                break;
            case DeliveryOutcome.Deferred:
                Interlocked.Increment(ref _deferred[relay]);
                break;
            case DeliveryOutcome.Rejected:
                Interlocked.Increment(ref _refused[relay]);
                break;
        }
    }

    /// <summary>Takes what was counted since the last call; relays without an answer are left out.</summary>
    public IReadOnlyList<RelayNumbers> Take() =>
        [
            .. Enumerable
                .Range(0, names.Count)
                .Select(relay => new RelayNumbers(
                    names[relay],
                    Interlocked.Exchange(ref _accepted[relay], 0),
                    Interlocked.Exchange(ref _deferred[relay], 0),
                    Interlocked.Exchange(ref _refused[relay], 0)
                ))
                .Where(one => one is not { Accepted: 0, Deferred: 0, Refused: 0 }),
        ];
}
