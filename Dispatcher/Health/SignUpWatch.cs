using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Subscriptions.SignUp;

namespace Newsletter.Dispatcher.Health;

/// <summary>Tells when sign-ups wait because the hour is full.</summary>
internal sealed partial class SignUpWatch(
    Database database,
    OptIns optIns,
    SignUpAlerts decide,
    Alerts alerts,
    TimeProvider clock,
    ILogger<SignUpWatch> logger
) : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (Exception e) when (e is SqliteException or StorageException)
            {
                // Those who need the database more say it.
            }
            catch (Exception e) when (e is not OutOfMemoryException && !stoppingToken.IsCancellationRequested)
            {
                Unplanned(e);
            }
        }
    }

    /// <summary>One look.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        var queued = await SignUpQueue.ReadAsync(database, cancellationToken);
        if (decide.Decide(queued, optIns.IsHourFull, clock.GetUtcNow()) is { } alert)
        {
            await alerts.TellAsync(alert, cancellationToken);
        }
    }

    [LoggerMessage(8030, LogLevel.Error, "Looking for sign-ups that wait: unplanned failure")]
    private partial void Unplanned(Exception error);
}
