using Dapper;
using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Storage;
using Quartz;

namespace Newsletter.Dispatcher.Schedule;

/// <summary>
/// Sees within a second that somebody resumed, corrected or resolved a dispatch from another process, and asks for a
/// tick at once. A pause or a stop needs no tick: whoever sends sees it by itself.
/// </summary>
internal sealed class ControlWatch(Database database, ISchedulerFactory schedulers, TimeProvider clock)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var seen = await ReadAsync(stoppingToken);
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var changes = await ReadAsync(stoppingToken) ?? seen;
            if (changes == seen)
            {
                continue;
            }

            seen = changes;
            var scheduler = await schedulers.GetScheduler(stoppingToken);
            if (scheduler.Status is SchedulerStatus.Running)
            {
                await scheduler.TriggerJob(DispatchDueJob.Key, stoppingToken);
            }
        }
    }

    /// <summary>
    /// Which dispatches are open and how often people changed them; null when the database cannot be read just now.
    /// </summary>
    private async Task<string?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await database.OpenAsync(cancellationToken);
            return await connection.ExecuteScalarAsync<string?>(
                new CommandDefinition(
                    "SELECT coalesce(string_agg(id || ':' || changes, ',' ORDER BY id), '') FROM dispatches WHERE "
                        + "state IN ('sending', 'paused')",
                    cancellationToken: cancellationToken
                )
            );
        }
        catch (Exception e) when (e is SqliteException or StorageException)
        {
            return null;
        }
    }
}
