namespace Newsletter.Dispatcher.Desk.Live;

/// <summary>
/// Lets each account have a few live streams at once, so that forgotten tabs do not use up the connections of the
/// service.
/// </summary>
internal sealed class LiveStreams
{
    /// <summary>More pages than somebody looks at.</summary>
    public const int MostOfOne = 4;

    private readonly Lock _lock = new();
    private readonly Dictionary<long, int> _open = [];

    /// <returns>A seat, to be disposed at the end of the stream; null when the account has all of its
    /// streams.</returns>
    public IDisposable? Enter(long account)
    {
        lock (_lock)
        {
            var open = _open.GetValueOrDefault(account);
            if (open >= MostOfOne)
            {
                return null;
            }

            _open[account] = open + 1;
            return new Seat(this, account);
        }
    }

    private void Leave(long account)
    {
        lock (_lock)
        {
            if (--_open[account] == 0)
            {
                _open.Remove(account);
            }
        }
    }

    private sealed class Seat(LiveStreams streams, long account) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
            {
                streams.Leave(account);
            }
        }
    }
}
