using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Services;

/// <summary>
/// A loop that runs as long as the service does. Failures are of two kinds. A failure of the disk or the database is
/// logged as often as <see cref="SayOnce"/> decides, and the loop goes on. Any other failure was not planned for: it
/// ends the loop and the service, because nobody notices a service that runs but does nothing. See
/// <see cref="UnplannedFailure"/>.
/// </summary>
internal abstract class LoopService(TimeProvider clock) : BackgroundService
{
    private readonly SayOnce _said = new();

    protected TimeProvider Clock => clock;

    /// <summary>
    /// The loop. It may throw <see cref="OperationCanceledException"/> when the token is cancelled; that counts as a
    /// normal end.
    /// </summary>
    protected abstract Task RunAsync(CancellationToken stoppingToken);

    /// <summary>Logs, with a message of the derived class, what keeps the loop from its work.</summary>
    protected abstract void LogTrouble(string trouble);

    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await RunAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service stops: no error.
        }
        catch (OperationCanceledException e)
        {
            // The host would take this exception for a stop of the service.
            throw new InvalidOperationException("The loop was cancelled although the service is not stopping.", e);
        }
    }

    /// <summary>Calls <paramref name="round"/> after each interval, until the service stops.</summary>
    /// <param name="atOnce">True to call it at the start, too.</param>
    protected async Task RepeatAsync(
        TimeSpan interval,
        bool atOnce,
        Func<CancellationToken, Task> round,
        CancellationToken stoppingToken
    )
    {
        using var timer = new PeriodicTimer(interval, clock);
        if (atOnce)
        {
            await TryAsync(round, stoppingToken);
        }

        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await TryAsync(round, stoppingToken);
        }
    }

    /// <summary>
    /// Calls <paramref name="work"/> once. A failure of the disk or the database is logged; the next success ends it.
    /// </summary>
    /// <param name="work">A named method: its name is the key for <see cref="SayOnce"/>.</param>
    protected async Task TryAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        try
        {
            await work(cancellationToken);
            Say(work.Method.Name, trouble: null);
        }
        catch (Exception e) when (IsOfMachine(e))
        {
            Say(work.Method.Name, e.Message);
        }
    }

    /// <summary>Logs a trouble when it begins, when its text changes, and each hour while it lasts.</summary>
    /// <param name="about">What is in trouble.</param>
    /// <param name="trouble">The text; null when there is no trouble.</param>
    /// <returns>True when this call ends a trouble.</returns>
    protected bool Say(string about, string? trouble)
    {
        if (trouble is null)
        {
            return _said.IsOver(about);
        }

        if (_said.IsNews(about, trouble, clock.GetUtcNow()))
        {
            LogTrouble(trouble);
        }

        return false;
    }

    /// <summary>True for a full disk, a locked database, missing rights: such trouble passes or is fixed.</summary>
    protected static bool IsOfMachine(Exception error) =>
        error is SqliteException or StorageException or IOException or UnauthorizedAccessException;
}
