using Newsletter.Dispatcher.Services;
using Quartz;

namespace Newsletter.Dispatcher.Schedule;

/// <summary>
/// Reschedules the triggers when the clock is set back. Quartz waits until the wall clock reaches a trigger's next fire
/// time: after a step of two hours back it would not fire for two hours, and after a start in 2100 never.
/// Tests: TimetableTests.
/// </summary>
/// <remarks>The timer of this service measures elapsed time, which a clock step does not change.</remarks>
internal sealed partial class ClockStepService(
    ISchedulerFactory schedulers,
    TimeProvider clock,
    ILogger<ClockStepService> logger
) : LoopService(clock)
{
    protected override Task RunAsync(CancellationToken stoppingToken) =>
        RepeatAsync(Timetable.TickInterval, atOnce: false, LookAsync, stoppingToken);

    protected override void LogTrouble(string trouble) => CannotLook(trouble);

    private async Task LookAsync(CancellationToken stoppingToken)
    {
        var scheduler = await schedulers.GetScheduler(stoppingToken);
        if (
            scheduler.Status is SchedulerStatus.Running
            && await scheduler.GetTrigger(Timetable.Tick, stoppingToken) is { } tick
            && tick.NextFireTimeUtc > Clock.GetUtcNow() + (2 * Timetable.TickInterval)
        )
        {
            LogStep(tick.NextFireTimeUtc.Value);
            await StartAgainAsync(scheduler, tick, stoppingToken);
            if (await scheduler.GetTrigger(Timetable.SendTime, stoppingToken) is { } sendTime)
            {
                await StartAgainAsync(scheduler, sendTime, stoppingToken);
            }
        }
    }

    /// <summary>
    /// Calculates the trigger's next fire time from now. If the send time fires twice, the second fire does nothing,
    /// because the slot has begun.
    /// </summary>
    private static async Task StartAgainAsync(
        IScheduler scheduler,
        ITrigger trigger,
        CancellationToken cancellationToken
    ) => await scheduler.RescheduleJob(trigger.Key, trigger.GetTriggerBuilder().StartNow().Build(), cancellationToken);

    [LoggerMessage(3022, LogLevel.Warning, "Cannot look whether the clock was set back: {Problem}")]
    private partial void CannotLook(string problem);

    [LoggerMessage(
        3021,
        LogLevel.Warning,
        "The clock was set back; the next tick was planned for {NextTick:u} and is now."
    )]
    private partial void LogStep(DateTimeOffset nextTick);
}
