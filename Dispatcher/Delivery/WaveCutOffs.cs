using Newsletter.Dispatcher.Dispatches;

namespace Newsletter.Dispatcher.Delivery;

/// <summary>
/// When the issue is stale for whom, while a dispatch is sent: what ends the waiting of one wave's messages for a
/// relay, and of no other's.
/// </summary>
/// <param name="last">The dispatch's own cut-off, which needs no timer here.</param>
/// <param name="stop">Cancelled at the dispatch's own cut-off, and when the run stops.</param>
internal sealed class WaveCutOffs(DateTimeOffset last, TimeProvider clock, CancellationToken stop) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<IDisposable> _timers = [];
    private readonly Dictionary<DateTimeOffset, CancellationToken> _tokens = [];

    /// <summary>
    /// False when the issue is stale for a recipient. It asks the clock, since a timer does not count a suspended
    /// machine's sleep.
    /// </summary>
    public bool IsInTime(DueRecipient recipient) => recipient.CutOffAt is not { } cutOff || clock.GetUtcNow() < cutOff;

    /// <summary>Cancelled when a recipient's wave is over, and with the run.</summary>
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
