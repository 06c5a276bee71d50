using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Services;

/// <summary>
/// A loop that runs as long as the service does. It knows two kinds of failures. Trouble of the disk or the database is
/// said as often as <see cref="SayOnce"/> decides, and the loop goes on. Anything else was not planned for: the loop
/// ends, and with it the service, because a service that only seems to run is found too late. See
/// <see cref="UnplannedFailure"/>.
/// </summary>
internal abstract class LoopService(TimeProvider clock) : BackgroundService
{
    private readonly SayOnce _said = new();

    protected TimeProvider Clock => clock;

    /// <summary>The loop. It may throw when the token is cancelled, and then has simply ended.</summary>
    protected abstract Task RunAsync(CancellationToken stoppingToken);

    /// <summary>Logs in the loop's own words what keeps it from its work.</summary>
    protected abstract void LogTrouble(string trouble);

    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await RunAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The stop.
        }
        catch (OperationCanceledException e)
        {
            // The host would take it for a stop.
            throw new InvalidOperationException("It was cancelled although the service was not to stop.", e);
        }
    }

    /// <summary>Does a round after each interval, until the service stops.</summary>
    /// <param name="atOnce">Does the first round now, and not only after the interval.</param>
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

    /// <summary>Does one thing; trouble of the disk or the database is said, and is over when it was done.</summary>
    /// <param name="work">A method: its name is what <see cref="SayOnce"/> knows the trouble by.</param>
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

    /// <summary>Logs a trouble when it begins, when it has changed, and each hour while it lasts.</summary>
    /// <param name="about">What is in trouble.</param>
    /// <param name="trouble">Null when all is well.</param>
    /// <returns>True when a trouble is over with this.</returns>
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

    /// <summary>True for a full disk, a locked database, missing rights: such trouble passes or is mended.</summary>
    protected static bool IsOfMachine(Exception error) =>
        error is SqliteException or StorageException or IOException or UnauthorizedAccessException;
}
