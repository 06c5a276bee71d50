using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Web;

/// <summary>
/// Places for large bodies, which are in memory before it is known who wrote them: so many for one provider, and few of
/// them for one network, so that a stranger takes them away neither from the other providers nor from this one.
/// </summary>
internal sealed class PostPlaces(int most, int mostPerNetwork)
{
    private const int MostAtOnce = 16;
    private const int MostAtOncePerNetwork = 4;

    private readonly Lock _lock = new();
    private readonly Tally<string> _networks = new();
    private readonly LinkedList<Waiting> _waiting = [];
    private int _taken;

    /// <summary>The places of one provider.</summary>
    public static PostPlaces OfProvider() => new(MostAtOnce, MostAtOncePerNetwork);

    /// <summary>
    /// Waits for a place. The next one goes to the request that has waited longest and whose network has one left.
    /// </summary>
    /// <returns>Null when the token was cancelled first; otherwise what gives the place back.</returns>
    public async Task<IDisposable?> TakeAsync(string network, CancellationToken cancellationToken)
    {
        LinkedListNode<Waiting> node;
        lock (_lock)
        {
            if (HasRoom(network))
            {
                return Take(network);
            }

            node = _waiting.AddLast(new Waiting(network, new(TaskCreationOptions.RunContinuationsAsynchronously)));
        }

        await using var _ = cancellationToken.Register(() => GiveUp(node));
        return await node.Value.Turn.Task;
    }

    private bool HasRoom(string network) => _taken < most && _networks.Of(network) < mostPerNetwork;

    private Place Take(string network)
    {
        _taken++;
        _networks.Add(network);
        return new Place(this, network);
    }

    private void GiveUp(LinkedListNode<Waiting> node)
    {
        lock (_lock)
        {
            if (node.List is null)
            {
                return;
            }

            _waiting.Remove(node);
        }

        node.Value.Turn.SetResult(null);
    }

    private void Release(string network)
    {
        lock (_lock)
        {
            _taken--;
            _networks.Remove(network);
            for (var node = _waiting.First; node is not null && _taken < most; )
            {
                var (one, next) = (node, node.Next);
                if (HasRoom(one.Value.Network))
                {
                    _waiting.Remove(one);
                    one.Value.Turn.SetResult(Take(one.Value.Network));
                }

                node = next;
            }
        }
    }

    private sealed record Waiting(string Network, TaskCompletionSource<IDisposable?> Turn);

    private sealed class Place(PostPlaces places, string network) : IDisposable
    {
        private int _isOver;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isOver, 1) == 0)
            {
                places.Release(network);
            }
        }
    }
}
