namespace Newsletter.Dispatcher.Delivery;

/// <summary>The share of the connections that one dispatch has. Tests: ConnectionSharesTests.</summary>
internal sealed class ConnectionShare(ConnectionShares all) : IDisposable
{
    private volatile int _size = 1;

    internal int Size
    {
        set => _size = value;
    }

    /// <param name="number">The number of a connection of this dispatch, from 0.</param>
    public bool Allows(int number) => number < _size;

    /// <summary>Waits until a recipient is due, or until the share has changed.</summary>
    /// <returns>False when no more recipients will come.</returns>
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

    /// <summary>Waits until the connection is allowed, or until it is not needed any more.</summary>
    /// <param name="end">Completes when no recipient is left.</param>
    public async Task WaitAsync(int number, Task end, CancellationToken stop)
    {
        while (
            !end.IsCompleted && !stop.IsCancellationRequested && all.Look(this) is var (size, change) && number >= size
        )
        {
            Task either = Task.WhenAny(change, end);
            await either
                .WaitAsync(stop)
                .ConfigureAwait(
                    ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext
                );
        }
    }

    public void Dispose() => all.Leave(this);
}
