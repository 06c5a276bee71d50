namespace Newsletter.Dispatcher.Bounces.Providers;

/// <summary>Tokens that may be used once within a while; remembers a bounded number of them.</summary>
/// <param name="life">How long a token is good for.</param>
internal sealed class UsedTokens(TimeProvider clock, TimeSpan life)
{
    /// <summary>
    /// More than a provider tells in that while; what would go beyond is not taken, since a token that was forgotten
    /// could be used again.
    /// </summary>
    private const int Most = 1_000_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, DateTimeOffset> _used = new(StringComparer.Ordinal);
    private readonly Queue<(string Token, DateTimeOffset Until)> _order = new();

    /// <returns>False when it was used before.</returns>
    public bool TryUse(string token)
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            while (_order.TryPeek(out var oldest) && oldest.Until < now)
            {
                _order.Dequeue();
                if (_used.TryGetValue(oldest.Token, out var until) && until == oldest.Until)
                {
                    _used.Remove(oldest.Token);
                }
            }

            if (_order.Count >= Most || !_used.TryAdd(token, now + life))
            {
                return false;
            }

            _order.Enqueue((token, now + life));
            return true;
        }
    }

    /// <summary>It may come again: what it stood for was not done.</summary>
    public void Forget(string token)
    {
        lock (_gate)
        {
            _used.Remove(token);
        }
    }
}
