namespace Newsletter.Dispatcher.Web;

/// <summary>
/// Decides how long a page waits before it begins, so that pages keep a distance; pure but for its memory. For several
/// threads.
/// </summary>
internal sealed class PagePace
{
    /// <summary>Nobody waits longer for a page to begin.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private DateTimeOffset _next;

    /// <param name="gap">Between the beginnings of two pages; zero for none.</param>
    /// <returns>How long the page waits; null when too many wait already.</returns>
    public TimeSpan? Next(DateTimeOffset now, TimeSpan gap)
    {
        if (gap == TimeSpan.Zero)
        {
            return TimeSpan.Zero;
        }

        lock (_lock)
        {
            // A clock that was set back must not make everybody wait until it has caught up.
            var at = _next < now || _next - now > Longest + gap ? now : _next;
            if (at - now > Longest)
            {
                return null;
            }

            _next = at + gap;
            return at - now;
        }
    }
}
