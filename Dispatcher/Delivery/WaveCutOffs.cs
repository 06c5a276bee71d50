using Newsletter.Dispatcher.Dispatches;

namespace Newsletter.Dispatcher.Delivery;

/// <summary>
/// Knows when the issue becomes stale for each recipient of a run: the cut-off of a wave ends the wait for a relay for
/// that wave's messages only.
/// Tests: DispatchRunTests.
/// </summary>
/// <param name="last">The dispatch's own cut-off, which needs no timer here.</param>
/// <param name="stop">Cancelled at the dispatch's own cut-off, and when the run stops.</param>
internal sealed class WaveCutOffs(DateTimeOffset last, TimeProvider clock, CancellationToken stop) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<IDisposable> _timers = [];
    private readonly Dictionary<DateTimeOffset, CancellationToken> _tokens = [];

    /// <summary>
    /// False when the issue is stale for a recipient. Asks the clock, because a timer does not count the time during
    /// which the machine was suspended.
    /// </summary>
    public bool IsInTime(DueRecipient recipient) => recipient.CutOffAt is not { } cutOff || clock.GetUtcNow() < cutOff;

    /// <summary>Cancelled when the recipient's wave is over, or when the run stops.</summary>
    public CancellationToken TokenFor(DueRecipient recipient)
    {
        if (recipient.CutOffAt is not { } cutOff || cutOff >= last)
        {
            return stop;
        }

        lock (_lock)
        {
            if (!_tokens.TryGetValue(cutOff, out var token))
            {
                var left = cutOff - clock.GetUtcNow();
                var timer = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, clock);
                var both = CancellationTokenSource.CreateLinkedTokenSource(stop, timer.Token);
                _timers.AddRange([both, timer]);
                _tokens.Add(cutOff, token = both.Token);
            }

            return token;
        }
    }

    public void Dispose() => _timers.ForEach(timer => timer.Dispose());
}
