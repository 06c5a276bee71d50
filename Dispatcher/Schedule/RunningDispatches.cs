using System.Globalization;
using Newsletter.Dispatcher.Delivery;
using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Schedule;

/// <summary>
/// Runs the sending of dispatches: each at most once at a time, several in parallel, and without holding up a tick. A
/// stop of the service cancels all runs and waits until the outcomes of what they had begun are written.
/// </summary>
/// <remarks>
/// An unplanned failure of a run does not end the service: the fault may concern this dispatch only, and pages, mails
/// and other dispatches go on. The next tick tries again; meanwhile the dispatch counts as waiting, and an alert tells
/// that.
/// </remarks>
internal sealed partial class RunningDispatches(TimeProvider clock, ILogger<RunningDispatches> logger)
    : IHostedService,
        IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly Dictionary<long, Task> _runs = [];
    private readonly Dictionary<long, DispatchProgress> _progress = [];
    private readonly SayOnce _said = new();

    public bool IsRunning(long dispatchId)
    {
        lock (_lock)
        {
            return _runs.ContainsKey(dispatchId);
        }
    }

    /// <summary>Starts a run. Does nothing when the dispatch already has one, or when the service stops.</summary>
    /// <param name="run">Gets a token that is cancelled when the service stops.</param>
    public void Start(long dispatchId, Func<CancellationToken, Task> run)
    {
        lock (_lock)
        {
            if (!_stop.IsCancellationRequested && !_runs.ContainsKey(dispatchId))
            {
                // The run may end at once on its own thread. It removes itself under the same lock, so it cannot do
                // that before it is added here.
                _runs[dispatchId] = Task.Run(() => RunAsync(dispatchId, run), CancellationToken.None);
            }
        }
    }

    /// <summary>Publishes the progress of a run, until the run ends.</summary>
    public void Show(long dispatchId, DispatchProgress progress)
    {
        lock (_lock)
        {
            _progress[dispatchId] = progress;
        }
    }

    /// <summary>The progress of a dispatch that is being sent; null when it is not.</summary>
    public DispatchProgress? ProgressOf(long dispatchId)
    {
        lock (_lock)
        {
            return _progress.GetValueOrDefault(dispatchId);
        }
    }

    /// <summary>
    /// True while a dispatch goes out that is expected to end after its deadline. One that nothing can go out of,
    /// because a relay is down, gains nothing when others make room for it.
    /// </summary>
    public bool IsLate
    {
        get
        {
            lock (_lock)
            {
                return _progress.Values.Any(one =>
                    one.Outlook is { IsHeld: false } outlook && outlook.Late > TimeSpan.Zero
                );
            }
        }
    }

    /// <summary>Ends when nothing is sent any more.</summary>
    public async Task WhenIdleAsync()
    {
        while (Snapshot() is { Length: > 0 } runs)
        {
            await Task.WhenAll(runs);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await WhenIdleAsync().WaitAsync(cancellationToken);
    }

    public void Dispose() => _stop.Dispose();

    private async Task RunAsync(long dispatchId, Func<CancellationToken, Task> run)
    {
        try
        {
            Say(dispatchId, await FailureOfAsync(run));
        }
        finally
        {
            // Last: what waits for the end of the runs may rely on it that their failures are logged.
            lock (_lock)
            {
                _runs.Remove(dispatchId);
                _progress.Remove(dispatchId);
            }
        }
    }

    /// <summary>Runs to the end; null when the run ended as planned, or because the service stops.</summary>
    private async Task<Exception?> FailureOfAsync(Func<CancellationToken, Task> run)
    {
        try
        {
            await run(_stop.Token);
            return null;
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return e;
        }
    }

    private void Say(long dispatchId, Exception? error)
    {
        var about = dispatchId.ToString(CultureInfo.InvariantCulture);
        if (error is null)
        {
            _said.IsOver(about);
        }
        else if (_said.IsNews(about, $"{error.GetType().Name}: {error.Message}", clock.GetUtcNow()))
        {
            Unplanned(error, dispatchId);
        }
    }

    private Task[] Snapshot()
    {
        lock (_lock)
        {
            return [.. _runs.Values];
        }
    }

    [LoggerMessage(
        3010,
        LogLevel.Error,
        "Dispatch {DispatchId}: its run ended by an unplanned failure; each tick tries it again"
    )]
    private partial void Unplanned(Exception error, long dispatchId);
}
