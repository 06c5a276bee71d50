using System.Globalization;
using Newsletter.Dispatcher.Delivery;
using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Schedule;

/// <summary>
/// The dispatches that are sent at this moment: each once at a time, several beside each other, none in the way of a
/// tick. A stop of the service cancels all of them and waits until what is in flight is written down.
/// </summary>
/// <remarks>
/// A run that fails in a way that nobody planned for does not end the service: the fault may be that dispatch's alone,
/// and pages, mails and other dispatches go on. The next tick tries it again, it counts as waiting, and that is told.
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

    /// <summary>Begins a run. Does nothing when the dispatch has one, or when the service stops.</summary>
    /// <param name="run">Gets a token that is cancelled when the service stops.</param>
    public void Start(long dispatchId, Func<CancellationToken, Task> run)
    {
        lock (_lock)
        {
            if (!_stop.IsCancellationRequested && !_runs.ContainsKey(dispatchId))
            {
                // On a thread of its own pool, and only then in the table: it takes itself out under the same lock.
                _runs[dispatchId] = Task.Run(() => RunAsync(dispatchId, run), CancellationToken.None);
            }
        }
    }

    /// <summary>Lets others see how far a run is, until it ends.</summary>
    public void Show(long dispatchId, DispatchProgress progress)
    {
        lock (_lock)
        {
            _progress[dispatchId] = progress;
        }
    }

    /// <summary>How far a dispatch is that is sent at this moment; null when it is not.</summary>
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
        Exception? error = null;
        try
        {
            await run(_stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The stop.
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            error = e;
        }
        finally
        {
            lock (_lock)
            {
                _runs.Remove(dispatchId);
                _progress.Remove(dispatchId);
            }
        }

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
