namespace Newsletter.Dispatcher.Bounces.Providers;

/// <summary>Tokens that may be used once within a while; remembers a bounded number of them.</summary>
/// <param name="life">How long a token is good for.</param>
internal sealed class UsedTokens(TimeProvider clock, TimeSpan life)
{
    /// <summary>Far more than a provider posts in that while. Beyond it the oldest are forgotten: what they told counts once all the same.</summary>
    private const int Most = 100_000;

    private readonly Lock _gate = new();
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);
    private readonly Queue<(string Token, DateTimeOffset Until)> _order = new();

    /// <returns>False when it was used before.</returns>
    public bool TryUse(string token)
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            while (_order.TryPeek(out var oldest) && (oldest.Until < now || _order.Count >= Most))
            {
                _used.Remove(_order.Dequeue().Token);
            }

            if (!_used.Add(token))
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
