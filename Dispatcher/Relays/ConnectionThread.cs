namespace Newsletter.Dispatcher.Relays;

/// <summary>
/// A thread of its own for one connection. An SMTP dialog waits for one reply after another, so a socket that blocks
/// costs one switch a reply, where an asynchronous one costs three and, measured, more than half of a message's time.
/// What is awaited resumes here, so the code of a connection reads like any other.
/// </summary>
internal sealed class ConnectionThread : SynchronizationContext
{
    /// <summary>
    /// Also the lock of everything in it. A blocking collection would spin before it waits, which costs more than it
    /// saves.
    /// </summary>
    private readonly Queue<(SendOrPostCallback Callback, object? State)> _resumed = [];

    private bool _isOver;

    private ConnectionThread() { }

    /// <summary>Runs <paramref name="work"/> on a new thread to its end; its exceptions come through.</summary>
    public static Task RunAsync(string name, Func<Task> work)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() => new ConnectionThread().Run(work, ended)) { Name = name, IsBackground = true }.Start();
        return ended.Task;
    }

    public override void Post(SendOrPostCallback d, object? state)
    {
        lock (_resumed)
        {
            _resumed.Enqueue((d, state));
            Monitor.Pulse(_resumed);
        }
    }

    public override void Send(SendOrPostCallback d, object? state) =>
        throw new NotSupportedException("A connection's thread cannot be waited for.");

    private void Run(Func<Task> work, TaskCompletionSource ended)
    {
        SetSynchronizationContext(this);
        var running = work();
        running.ContinueWith(
            (_, _) => End(),
            null,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default
        );
        while (Next() is { } resumed)
        {
            resumed.Callback(resumed.State);
        }

        ended.SetFromTask(running);
    }

    /// <summary>Waits for the next thing to resume; null when the work has ended.</summary>
    private (SendOrPostCallback Callback, object? State)? Next()
    {
        lock (_resumed)
        {
            while (_resumed.Count == 0 && !_isOver)
            {
                Monitor.Wait(_resumed);
            }

            return _resumed.TryDequeue(out var resumed) ? resumed : null;
        }
    }

    private void End()
    {
        lock (_resumed)
        {
            _isOver = true;
            Monitor.Pulse(_resumed);
        }
    }
}
