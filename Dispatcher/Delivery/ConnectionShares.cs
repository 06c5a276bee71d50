namespace Newsletter.Dispatcher.Delivery;

/// <summary>
/// Divides <c>Delivery:Connections</c> evenly among the dispatches that are being sent: the last messages of
/// yesterday's issue leave half of the connections to today's issue, and all of them when they are sent.
/// </summary>
/// <remarks>
/// Each dispatch has at least one connection, so with more dispatches than connections there are a few more.
/// </remarks>
internal sealed class ConnectionShares(int connections)
{
    private readonly Lock _lock = new();
    private readonly List<ConnectionShare> _shares = [];
    private TaskCompletionSource _change = New();

    /// <summary>Adds a dispatch that begins to be sent; disposing the share removes it.</summary>
    public ConnectionShare Enter()
    {
        lock (_lock)
        {
            var share = new ConnectionShare(this);
            _shares.Add(share);
            Tell();
            return share;
        }
    }

    internal void Leave(ConnectionShare share)
    {
        lock (_lock)
        {
            if (_shares.Remove(share))
            {
                Tell();
            }
        }
    }

    /// <summary>How many connections a share has, and a task that completes when this changes.</summary>
    internal (int Size, Task Change) Look(ConnectionShare share)
    {
        lock (_lock)
        {
            var index = _shares.IndexOf(share);
            var rest = index < connections % Math.Max(1, _shares.Count) ? 1 : 0;
            return (Math.Max(1, (connections / Math.Max(1, _shares.Count)) + rest), _change.Task);
        }
    }

    private void Tell()
    {
        foreach (var share in _shares)
        {
            share.Size = Look(share).Size;
        }

        _change.SetResult();
        _change = New();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
