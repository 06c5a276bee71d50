using Newsletter.Dispatcher.Approvals;
using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Services;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;
using Quartz;

namespace Newsletter.Dispatcher.Schedule;

/// <summary>All triggers of the service, in one file: what happens by itself, and when.</summary>
/// <remarks>
/// A trigger only asks; <see cref="DueSlots"/> decides. So it does no harm when a trigger fires late, twice or, after a
/// freeze, not at all: the next tick asks again within 15 seconds.
/// </remarks>
internal static class Timetable
{
    /// <summary>
    /// The time between two ticks. A tick catches up after sleep, retries deliveries, and continues what a stop left
    /// open.
    /// </summary>
    public static readonly TimeSpan TickInterval = TimeSpan.FromSeconds(15);

    public static readonly TriggerKey Tick = new("tick");

    public static readonly TriggerKey SendTime = new("send-time");

    public static readonly TriggerKey NextWave = new("next-wave");

    /// <summary>
    /// Quartz may fire two milliseconds early, when nothing is due yet; so the trigger is set this much later.
    /// </summary>
    private static readonly TimeSpan CertainlyLater = TimeSpan.FromMilliseconds(10);

    /// <summary>
    /// Adds the schedule and its scheduler. The container must already have <see cref="NewsletterSettings"/>,
    /// <see cref="Database"/>, the clock as <see cref="TimeProvider"/>, and the work as <see cref="DispatchDue"/>.
    /// </summary>
    public static IServiceCollection AddSchedule(this IServiceCollection services)
    {
        services
            .AddSingleton<SlotCalendar>()
            .AddSingleton<DispatchedSlots>()
            .AddSingleton<WatchTable>()
            .AddSingleton<ReaderZones>()
            .AddSingleton<QueueReader>()
            .AddSingleton<QueueRows>()
            .AddSingleton<IssueApprovals>()
            .AddSingleton<IApprovalState, ApprovalState>()
            .AddSingleton<WavePreview>()
            .AddSingleton<UnplannedFailure>();
        services.AddQuartz(quartz =>
            quartz
                .UseInMemoryStore()
                .ConfigureScheduler(scheduler =>
                    scheduler.ShutdownJobInterruption = ShutdownJobInterruption.WhenWaitingForJobs
                )
                .AddJob<DispatchDueJob>(job => job.WithIdentity(DispatchDueJob.Key))
                .AddTrigger<DispatchDueJob>(
                    (provider, trigger) =>
                        trigger
                            .WithIdentity(SendTime)
                            .ForJob(DispatchDueJob.Key)
                            .WithSchedule(AtSendTime(provider.GetRequiredService<NewsletterSettings>()))
                )
                .AddTrigger<DispatchDueJob>(trigger =>
                    trigger
                        .WithIdentity(Tick)
                        .ForJob(DispatchDueJob.Key)
                        .StartNow()
                        .WithSimpleSchedule(tick =>
                            tick.WithInterval(TickInterval)
                                .RepeatForever()
                                .WithMisfireInstruction(SimpleTriggerMisfireInstruction.NextWithRemainingCount)
                        )
                )
        );

        // A stop first cancels the job's token, then waits until the job has written the outcomes of what it had begun.
        // All services stop at the same time, so that a slow web request does not delay the cancellation.
        services.AddQuartzHostedService(hosted => hosted.WaitForJobsToComplete = true);
        services.Configure<HostOptions>(host => host.ServicesStopConcurrently = true);
        services.AddHostedService<ClockStepService>();

        // Quartz logs its own work at Information. To see it, set Logging:Console:LogLevel:Quartz, which overrides this
        // filter.
        return services.AddLogging(logging => logging.AddFilter("Quartz", LogLevel.Warning));
    }

    /// <summary>
    /// Plans one more tick at the instant of the next wave, so that 06:00 in each zone is 06:00:00 and not the next
    /// regular tick.
    /// </summary>
    public static async Task AskAtAsync(IScheduler scheduler, DateTimeOffset at, CancellationToken cancellationToken)
    {
        at += CertainlyLater;
        if ((await scheduler.GetTrigger(NextWave, cancellationToken))?.NextFireTimeUtc == at)
        {
            return;
        }

        var trigger = TriggerBuilder.Create().WithIdentity(NextWave).ForJob(DispatchDueJob.Key).StartAt(at).Build();
        if (await scheduler.RescheduleJob(NextWave, trigger, cancellationToken) is null)
        {
            await scheduler.ScheduleJob(trigger, cancellationToken: cancellationToken);
        }
    }

    /// <summary>
    /// Fires at SendAt on the newsletter's days. It also fires on a holiday, and then finds nothing due.
    /// </summary>
    /// <remarks>Uses the names of days: in Quartz the numbers 1-5 are Sunday to Thursday.</remarks>
    public static CronScheduleBuilder AtSendTime(NewsletterSettings newsletter)
    {
        var days = string.Join(',', newsletter.Days.Order().Select(day => day.ToString()[..3].ToUpperInvariant()));
        return CronScheduleBuilder
            .Create($"0 {newsletter.SendAt.Minute} {newsletter.SendAt.Hour} ? * {days}")
            .InTimeZone(newsletter.TimeZone)
            .WithMisfireInstruction(CronTriggerMisfireInstruction.DoNothing);
    }
}
