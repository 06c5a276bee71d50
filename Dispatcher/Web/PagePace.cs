using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Web;

/// <summary>
/// Decides how long a page waits before it begins, so that pages keep a distance; pure but for its memory. One network
/// has at most a quarter of the turns that can be waited for. For several threads.
/// Tests: PageTurnsTests.
/// </summary>
internal sealed class PagePace
{
    /// <summary>Nobody waits longer for a page to begin.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly Queue<(DateTimeOffset At, string Network)> _waiting = [];
    private readonly Tally<string> _networks = new();
    private DateTimeOffset _next;

    /// <param name="gap">Between the beginnings of two pages; zero for none.</param>
    /// <param name="network">Whence the page is asked for.</param>
    /// <returns>How long the page waits; null when too many wait already, or too many of this network.</returns>
    public TimeSpan? Next(DateTimeOffset now, TimeSpan gap, string network)
    {
        if (gap == TimeSpan.Zero)
        {
            return TimeSpan.Zero;
        }

        lock (_lock)
        {
            // A clock that was set back must not make everybody wait until it has caught up.
            var wasSetBack = _next - now > Longest + gap;
            var at = _next < now || wasSetBack ? now : _next;
            Forget(now, all: wasSetBack);
            if (at - now > Longest || _networks.Of(network) >= Longest / gap / 4)
            {
                return null;
            }

            _next = at + gap;
            if (at > now)
            {
                _waiting.Enqueue((at, network));
                _networks.Add(network);
            }

            return at - now;
        }
    }

    /// <summary>Forgets those whose turn has come.</summary>
    private void Forget(DateTimeOffset now, bool all)
    {
        while (_waiting.TryPeek(out var first) && (all || first.At <= now))
        {
            _waiting.Dequeue();
            _networks.Remove(first.Network);
        }
    }
}
