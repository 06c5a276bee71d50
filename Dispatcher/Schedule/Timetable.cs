using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Services;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;
using Quartz;

namespace Newsletter.Dispatcher.Schedule;

/// <summary>Everything that happens by itself, and when: all triggers of the service on one page.</summary>
/// <remarks>
/// A trigger only asks; <see cref="DueSlots"/> answers. So it does no harm when a trigger fires late, twice or, after a
/// freeze, not at all: the tick asks again within 15 seconds.
/// </remarks>
internal static class Timetable
{
    /// <summary>Between two ticks: catch-up after sleep, deliveries to try again, what a stop left open.</summary>
    public static readonly TimeSpan TickInterval = TimeSpan.FromSeconds(15);

    public static readonly TriggerKey Tick = new("tick");

    public static readonly TriggerKey SendTime = new("send-time");

    public static readonly TriggerKey NextWave = new("next-wave");

    /// <summary>Quartz may fire two milliseconds early, and then nothing would be due yet.</summary>
    private static readonly TimeSpan CertainlyLater = TimeSpan.FromMilliseconds(10);

    /// <summary>
    /// Adds the schedule and its scheduler. The container must know <see cref="NewsletterSettings"/>,
    /// <see cref="Database"/>, the clock as <see cref="TimeProvider"/>, and the work as <see cref="DispatchDue"/>.
    /// </summary>
    public static IServiceCollection AddSchedule(this IServiceCollection services)
    {
        services
            .AddSingleton<SlotCalendar>()
            .AddSingleton<DispatchedSlots>()
            .AddSingleton<WatchTable>()
            .AddSingleton<ReaderZones>()
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

        // A stop first cancels the job's token and then waits until the job has written down what is in flight. All
        // services stop at once, so that a web request that takes its time does not put off the cancellation.
        services.AddQuartzHostedService(hosted => hosted.WaitForJobsToComplete = true);
        services.Configure<HostOptions>(host => host.ServicesStopConcurrently = true);
        services.AddHostedService<ClockStepService>();

        // Quartz tells its own story at Information. Whoever needs it sets Logging:Console:LogLevel:Quartz, which wins.
        return services.AddLogging(logging => logging.AddFilter("Quartz", LogLevel.Warning));
    }

    /// <summary>
    /// Plans the one more asking of the next wave's instant, so that 06:00 in every zone is 06:00:00 and not the next
    /// tick.
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

    /// <summary>SendAt on the newsletter's days; on a holiday it fires too and finds nothing due.</summary>
    /// <remarks>Days by name, never by number: 1-5 is Sunday to Thursday to Quartz.</remarks>
    public static CronScheduleBuilder AtSendTime(NewsletterSettings newsletter)
    {
        var days = string.Join(',', newsletter.Days.Order().Select(day => day.ToString()[..3].ToUpperInvariant()));
        return CronScheduleBuilder
            .Create($"0 {newsletter.SendAt.Minute} {newsletter.SendAt.Hour} ? * {days}")
            .InTimeZone(newsletter.TimeZone)
            .WithMisfireInstruction(CronTriggerMisfireInstruction.DoNothing);
    }
}
