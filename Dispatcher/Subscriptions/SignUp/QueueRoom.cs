using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Subscriptions.SignUp;

/// <summary>
/// How full the queue of sign-ups is, for the page that has to say at once whether a wish can be kept. For several
/// threads.
/// Tests: SignUpQueueTests.
/// </summary>
internal sealed class QueueRoom
{
    private readonly Lock _lock = new();
    private Dictionary<string, int> _networks = new(StringComparer.Ordinal);
    private readonly Tally<string> _reservedBy = new();
    private int _all;
    private int _reserved;

    /// <summary>False when one more of this network cannot be kept, whatever is reserved.</summary>
    public bool HasRoom(string network)
    {
        var wide = SignUpNetworks.Widest(network);
        lock (_lock)
        {
            return _all < SignUpQueue.Most && _networks.GetValueOrDefault(wide) < SignUpQueue.MostPerNetwork;
        }
    }

    /// <summary>
    /// Reserves a place for a wish that may have to wait. What waits and what is reserved stay below the limits
    /// together, so a wish with a reserved place finds room.
    /// </summary>
    /// <returns>False when there is none left.</returns>
    public bool TryReserve(string network)
    {
        var wide = SignUpNetworks.Widest(network);
        lock (_lock)
        {
            if (
                _all + _reserved >= SignUpQueue.Most
                || _networks.GetValueOrDefault(wide) + _reservedBy.Of(wide) >= SignUpQueue.MostPerNetwork
            )
            {
                return false;
            }

            _reserved++;
            _reservedBy.Add(wide);
            return true;
        }
    }

    /// <summary>The wish of a reserved place was mailed, waits now, or came to nothing.</summary>
    public void Release(string network)
    {
        var wide = SignUpNetworks.Widest(network);
        lock (_lock)
        {
            _reserved--;
            _reservedBy.Remove(wide);
        }
    }

    /// <summary>True when nothing waits.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (_lock)
            {
                return _all == 0;
            }
        }
    }

    /// <summary>Sets what is in the database.</summary>
    public void Set(IEnumerable<(string Network, long Waiting)> counts)
    {
        var networks = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (network, waiting) in counts)
        {
            var wide = SignUpNetworks.Widest(network);
            networks[wide] = networks.GetValueOrDefault(wide) + (int)waiting;
        }

        lock (_lock)
        {
            (_networks, _all) = (networks, networks.Values.Sum());
        }
    }

    /// <summary>One more waits, or one less.</summary>
    public void Add(string network, int change)
    {
        var wide = SignUpNetworks.Widest(network);
        lock (_lock)
        {
            _all = Math.Max(0, _all + change);
            if (Math.Max(0, _networks.GetValueOrDefault(wide) + change) is > 0 and var left)
            {
                _networks[wide] = left;
            }
            else
            {
                _networks.Remove(wide);
            }
        }
    }
}
