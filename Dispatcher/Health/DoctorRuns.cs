using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Health;

/// <summary>
/// Looks in the background when a person asks for it, one at a time, and keeps what was found last. The checks are
/// those
/// of <c>doctor</c>. They change nothing, so a stop of the service just ends them.
/// </summary>
/// <param name="look">Runs all checks, and tells each as soon as it is known.</param>
internal sealed class DoctorRuns(
    Func<IProgress<Check>, CancellationToken, Task<IReadOnlyList<Check>>> look,
    TimeProvider clock
) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();

    /// <summary>The look under way, or the last one since the start of the service; null before the first.</summary>
    public DoctorRun? Last { get; private set; }

    /// <summary>Ends when no look is under way.</summary>
    public Task Ended { get; private set; } = Task.CompletedTask;

    /// <summary>Begins a look.</summary>
    /// <param name="by">Who asks for it.</param>
    /// <returns>False when one is under way already.</returns>
    public bool Begin(string by)
    {
        lock (_lock)
        {
            if (Last is { IsUnderWay: true } || _stop.IsCancellationRequested)
            {
                return false;
            }

            Last = new(by, clock.GetUtcNow(), []);
            var stop = _stop.Token;
            Ended = Task.Run(() => RunAsync(stop), CancellationToken.None);
            return true;
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            var checks = await look(new Found(this), cancellationToken);
            Set(run => run with { Checks = checks, EndedAt = clock.GetUtcNow() });
        }
        catch (OperationCanceledException)
        {
            Fail("The service was stopped.");
        }
        catch (Exception e)
            when (e is SqliteException or StorageException or IOException or UnauthorizedAccessException)
        {
            Fail(e.Message);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            Fail($"unplanned failure: {e.GetType().Name}: {e.Message}");
        }
    }

    private void Fail(string why) => Set(run => run with { Failure = why, EndedAt = clock.GetUtcNow() });

    private void Set(Func<DoctorRun, DoctorRun> change)
    {
        lock (_lock)
        {
            Last = change(Last!);
        }
    }

    /// <summary>Adds each check at once; <see cref="Progress{T}"/> would do that later.</summary>
    private sealed class Found(DoctorRuns runs) : IProgress<Check>
    {
        public void Report(Check value) => runs.Set(run => run with { Checks = [.. run.Checks, value] });
    }
}
