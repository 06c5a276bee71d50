using Dapper;
using Newsletter.Dispatcher.Services;
using Newsletter.Dispatcher.Storage;
using Quartz;

namespace Newsletter.Dispatcher.Schedule;

/// <summary>
/// Polls each second whether another process resumed, corrected or resolved a dispatch, and then asks for a tick at
/// once. A pause or a stop needs no tick: the process that sends polls for it.
/// </summary>
internal sealed partial class ControlService(
    Database database,
    ISchedulerFactory schedulers,
    TimeProvider clock,
    ILogger<ControlService> logger
) : LoopService(clock)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>The result of the last poll; null before the first.</summary>
    private string? _seen;

    protected override Task RunAsync(CancellationToken stoppingToken) =>
        RepeatAsync(Interval, atOnce: true, LookAsync, stoppingToken);

    protected override void LogTrouble(string trouble) => CannotLook(trouble);

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        var changes = await ReadAsync(cancellationToken);
        if (changes == _seen)
        {
            return;
        }

        var isFirst = _seen is null;
        _seen = changes;
        var scheduler = await schedulers.GetScheduler(cancellationToken);
        if (!isFirst && scheduler.Status is SchedulerStatus.Running)
        {
            await scheduler.TriggerJob(DispatchDueJob.Key, cancellationToken);
        }
    }

    /// <summary>The ids of the open dispatches, and how often people changed each.</summary>
    private async Task<string> ReadAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<string>(
                new CommandDefinition(
                    "SELECT coalesce(string_agg(id || ':' || changes, ',' ORDER BY id), '') FROM dispatches WHERE "
                        + "state IN ('sending', 'paused')",
                    cancellationToken: cancellationToken
                )
            ) ?? "";
    }

    [LoggerMessage(
        3023,
        LogLevel.Warning,
        "Changes of a dispatch by another process are seen at the next tick only: {Problem}"
    )]
    private partial void CannotLook(string problem);
}
