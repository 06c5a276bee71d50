namespace Newsletter.Dispatcher.Delivery;

/// <summary>
/// Parts <c>Delivery:Connections</c> among the dispatches that are sent at this moment, evenly: the last messages of
/// yesterday's issue leave half of the connections to today's, and all of them when it ends.
/// </summary>
/// <remarks>Each dispatch has one at least, so that with fewer connections than dispatches there are a few more.</remarks>
internal sealed class ConnectionShares(int connections)
{
    private readonly Lock _lock = new();
    private readonly List<ConnectionShare> _shares = [];
    private TaskCompletionSource _change = New();

    /// <summary>A dispatch begins to be sent; disposing the share ends it.</summary>
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

    /// <summary>How many connections a share is, and what ends when that changes.</summary>
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

/// <summary>One dispatch's part of the connections.</summary>
internal sealed class ConnectionShare(ConnectionShares all) : IDisposable
{
    private volatile int _size = 1;

    internal int Size
    {
        set => _size = value;
    }

    /// <param name="number">Of a connection of this dispatch, from 0.</param>
    public bool Allows(int number) => number < _size;

    /// <summary>Waits until somebody is to be sent to, or until the share has changed.</summary>
    /// <returns>False when nobody more will come.</returns>
    public async ValueTask<bool> WaitForWorkAsync(DueQueue due)
    {
        var (_, change) = all.Look(this);
        var more = due.WaitAsync();
        if (more.IsCompleted)
        {
            return await more;
        }

        var work = more.AsTask();
        return await Task.WhenAny(work, change) == change || await work;
    }

    /// <summary>Waits until a connection is allowed, or until it is not needed any more.</summary>
    /// <param name="end">Ends when nobody is left to send to.</param>
    public async Task WaitAsync(int number, Task end, CancellationToken stop)
    {
        while (!end.IsCompleted && !stop.IsCancellationRequested && all.Look(this) is var (size, change) && number >= size)
        {
            Task either = Task.WhenAny(change, end);
            await either.WaitAsync(stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }

    public void Dispose() => all.Leave(this);
}
