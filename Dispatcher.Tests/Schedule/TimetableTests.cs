using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Schedule;
using Newsletter.Dispatcher.Services;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tests.Support;
using Quartz;

namespace Newsletter.Dispatcher.Tests.Schedule;

[TestFixture]
internal sealed class TimetableTests
{
    /// <summary>Long enough for a busy machine; a test that passes never waits so long.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    // The send times are in the zones' gaps and folds, near these, and far from these.
    [Test]
    public void Quartz_and_the_calendar_agree_on_every_send_time_of_two_years(
        [Values("America/New_York", "Europe/London", "Australia/Lord_Howe", "America/Santiago", "Africa/Cairo")]
            string zone,
        [Values("00:00", "00:30", "01:00", "01:30", "01:45", "02:15", "02:30", "06:00", "23:30")] string sendAt,
        [Values] bool everyDay
    )
    {
        var settings = GivenSlots.Newsletter(
            zone,
            sendAt,
            catchUpUntil: "23:59",
            everyDay ? GivenSlots.EveryDay : GivenSlots.MonToFri
        );
        var trigger = TriggerBuilder
            .Create()
            .StartAt(GivenSlots.Instant("2025-12-31T00:00Z"))
            .WithSchedule(Timetable.AtSendTime(settings))
            .Build();

        var fires = Fires(trigger, after: GivenSlots.Instant("2025-12-31T12:00Z"))
            .TakeWhile(fire => fire.Year < 2028)
            .ToList();

        var slots = new SlotCalendar(settings)
            .From(new(2025, 12, 30))
            .Select(slot => slot.At.ToUniversalTime())
            .Where(at => at > GivenSlots.Instant("2025-12-31T12:00Z"))
            .TakeWhile(at => at.Year < 2028);
        Assert.That(fires, Is.EqualTo(slots));
    }

    [Test, Integration]
    public async Task The_work_is_asked_for_at_the_start_and_at_every_tick()
    {
        var work = new Work();
        await using var service = await Service.StartAsync("2026-01-05 14:00", work);
        await service.UntilAsync(() => work.Runs == 1, step: TimeSpan.Zero);

        await service.UntilAsync(() => work.Runs == 3, step: TimeSpan.FromSeconds(1));

        Assert.That(service.Clock.GetUtcNow() - service.Start, Is.GreaterThanOrEqualTo(2 * Timetable.TickInterval));
    }

    [Test, Integration]
    public async Task The_send_time_is_planned_for_the_calendars_next_slot()
    {
        await using var service = await Service.StartAsync("2026-01-02 14:00", new Work());

        var trigger = await service.Scheduler.GetTrigger(Timetable.SendTime);

        Assert.That(trigger!.NextFireTimeUtc, Is.EqualTo(GivenSlots.InBerlin("2026-01-05 06:00")));
        Assert.That(trigger.NextFireTimeUtc, Is.EqualTo(GivenSlots.Calendar().Next(service.Start)!.At));
    }

    [Test, Integration]
    public async Task The_next_tick_is_planned_at_the_instant_that_the_work_returns()
    {
        var named = GivenSlots.InBerlin("2026-01-05 14:00:07");
        var work = new Work { Next = named };
        await using var service = await Service.StartAsync("2026-01-05 14:00", work);
        await service.UntilAsync(() => service.Plans(Timetable.NextWave), step: TimeSpan.Zero);

        var trigger = await service.Scheduler.GetTrigger(Timetable.NextWave);
        Assert.That(trigger!.NextFireTimeUtc, Is.InRange(named, named.AddMilliseconds(10)));
    }

    [Test, Integration]
    public async Task Two_triggers_at_one_instant_never_run_the_work_in_parallel()
    {
        var work = new Work();
        await using var service = await Service.StartAsync("2026-01-05 05:59:45", work);
        await service.UntilAsync(() => work.Runs == 1, step: TimeSpan.Zero);
        work.Hold();

        await service.UntilAsync(() => work.Running == 1, step: TimeSpan.FromSeconds(1));
        await service.UntilAsync(
            () => service.Clock.GetUtcNow() > GivenSlots.InBerlin("2026-01-05 06:00:03"),
            step: TimeSpan.FromSeconds(1)
        );
        work.Release();
        await service.UntilAsync(() => work.Runs == 3, step: TimeSpan.Zero);

        Assert.That(work.MostAtOnce, Is.EqualTo(1));
    }

    [Test, Integration]
    public async Task A_stop_cancels_the_work_and_waits_until_the_work_has_ended()
    {
        var work = new Work();
        work.Hold();
        await using var service = await Service.StartAsync("2026-01-05 14:00", work);
        await service.UntilAsync(() => work.Running == 1, step: TimeSpan.Zero);

        var stop = service.Host.StopAsync();
        await service.UntilAsync(() => work.WasCancelled, step: TimeSpan.Zero);

        Assert.That(stop.IsCompleted, Is.False);
        work.Release();
        await stop.WaitAsync(Patience);
        Assert.That(work.Runs, Is.EqualTo(1));
    }

    [Test, Integration]
    public async Task A_stop_cancels_the_work_before_slower_services_have_stopped()
    {
        var work = new Work();
        work.Hold();
        var slow = new SlowToStop();
        await using var service = await Service.StartAsync(
            "2026-01-05 14:00",
            work,
            services => services.AddSingleton<IHostedService>(slow)
        );
        await service.UntilAsync(() => work.Running == 1, step: TimeSpan.Zero);

        var stop = service.Host.StopAsync();
        try
        {
            await service.UntilAsync(() => work.WasCancelled, step: TimeSpan.Zero);
            Assert.That(stop.IsCompleted, Is.False);
        }
        finally
        {
            slow.Release();
        }
    }

    [Test, Integration]
    public async Task A_tick_that_fails_ends_the_service()
    {
        var work = new Work { Fault = new FormatException("no date") };
        await using var service = await Service.StartAsync("2026-01-05 14:00", work);
        var lifetime = service.Host.Services.GetRequiredService<IHostApplicationLifetime>();

        await service.UntilAsync(() => lifetime.ApplicationStopping.IsCancellationRequested, step: TimeSpan.Zero);

        Assert.That(
            UnplannedFailure.Of(service.Host.Services),
            Does.StartWith(
                "The tick of the schedule failed in a way that nobody planned for (FormatException: no date)"
            )
        );
    }

    [TestCase(-2)]
    [TestCase(-24 * 365), Integration]
    public async Task The_ticks_go_on_when_the_clock_is_set_back(int hours)
    {
        var work = new Work();
        await using var service = await Service.StartAsync("2026-06-08 14:00", work);
        await service.UntilAsync(() => work.Runs == 1, step: TimeSpan.Zero);

        service.Clock.AdjustTime(service.Start.AddHours(hours));
        var steppedTo = service.Clock.GetUtcNow();
        await service.UntilAsync(() => work.Runs == 3, step: TimeSpan.FromSeconds(1));

        Assert.That(service.Clock.GetUtcNow() - steppedTo, Is.LessThan(TimeSpan.FromMinutes(5)));
        var sendTime = await service.Scheduler.GetTrigger(Timetable.SendTime);
        Assert.That(sendTime!.NextFireTimeUtc, Is.EqualTo(GivenSlots.Calendar().Next(service.Clock.GetUtcNow())!.At));
    }

    [Test, Integration]
    public async Task Quartz_logs_nothing_on_an_ordinary_day()
    {
        var lines = new Lines();
        var work = new Work();
        await using var service = await Service.StartAsync(
            "2026-01-05 14:00",
            work,
            services => services.AddLogging(logging => logging.AddProvider(lines))
        );
        await service.UntilAsync(() => work.Runs == 2, step: TimeSpan.FromSeconds(1));
        await service.Host.StopAsync();

        Assert.That(lines.Written.Where(line => line.StartsWith("Quartz", StringComparison.Ordinal)), Is.Empty);
    }

    private static IEnumerable<DateTimeOffset> Fires(ITrigger trigger, DateTimeOffset after)
    {
        for (var fire = trigger.GetFireTimeAfter(after); fire is not null; fire = trigger.GetFireTimeAfter(fire))
        {
            yield return fire.Value;
        }
    }

    /// <summary>A generic host with the schedule and a clock that the test moves.</summary>
    private sealed class Service : IAsyncDisposable
    {
        private readonly Work _work;

        private Service(IHost host, FakeTimeProvider clock, Work work)
        {
            (Host, Clock, _work) = (host, clock, work);
            Start = clock.GetUtcNow();
        }

        public IHost Host { get; }

        public FakeTimeProvider Clock { get; }

        public DateTimeOffset Start { get; }

        public IScheduler Scheduler => Host.Services.GetRequiredService<IScheduler>();

        public static async Task<Service> StartAsync(string now, Work work, Action<IServiceCollection>? more = null)
        {
            var clock = new FakeTimeProvider(GivenSlots.InBerlin(now));
            var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
            builder
                .Services.AddSingleton<TimeProvider>(clock)
                .AddSingleton<NewsletterSettings>(GivenSlots.Newsletter())
                .AddSingleton<DispatchDue>(work.RunAsync)
                .AddSchedule();
            more?.Invoke(builder.Services);
            var service = new Service(builder.Build(), clock, work);
            await service.Host.StartAsync();
            return service;
        }

        /// <summary>Moves the clock in steps until the condition is true, and lets the scheduler follow.</summary>
        public async Task UntilAsync(Func<bool> condition, TimeSpan step)
        {
            using var late = new CancellationTokenSource(Patience);
            while (!condition())
            {
                Assert.That(late.IsCancellationRequested, Is.False, "The expected event did not come.");
                Clock.Advance(step);
                await Task.Delay(5);
            }
        }

        /// <summary>True when the scheduler has the trigger.</summary>
        public bool Plans(TriggerKey key) => Scheduler.GetTrigger(key).AsTask().GetAwaiter().GetResult() is not null;

        public async ValueTask DisposeAsync()
        {
            _work.Release();
            await Host.StopAsync();
            Host.Dispose();
        }
    }

    /// <summary>Replaces the dispatch: counts its runs, and waits while a test holds it.</summary>
    private sealed class Work
    {
        private readonly Lock _gate = new();
        private volatile TaskCompletionSource _free = Done();
        private int _running;

        /// <summary>The exception of a run; null for a run without one.</summary>
        public Exception? Fault { get; init; }

        public int Runs { get; private set; }

        public int MostAtOnce { get; private set; }

        public int Running => Volatile.Read(ref _running);

        public bool WasCancelled { get; private set; }

        /// <summary>When the next tick should come.</summary>
        public DateTimeOffset? Next { get; init; }

        public void Hold() => _free = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Release() => _free.TrySetResult();

        public async Task<DateTimeOffset?> RunAsync(CancellationToken cancellationToken)
        {
            using var cancelled = cancellationToken.Register(() => WasCancelled = true);
            lock (_gate)
            {
                MostAtOnce = Math.Max(MostAtOnce, ++_running);
            }

            if (Fault is not null)
            {
                throw Fault;
            }

            await _free.Task;
            lock (_gate)
            {
                _running--;
                Runs++;
            }

            return Next;
        }

        private static TaskCompletionSource Done()
        {
            var done = new TaskCompletionSource();
            done.SetResult();
            return done;
        }
    }

    /// <summary>Replaces a web server with a slow request.</summary>
    private sealed class SlowToStop : IHostedService
    {
        private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Release() => _stopped.SetResult();

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => _stopped.Task;
    }

    private sealed class Lines : ILoggerProvider
    {
        private readonly List<string> _written = [];

        public IReadOnlyList<string> Written
        {
            get
            {
                lock (_written)
                {
                    return [.. _written];
                }
            }
        }

        public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

        public void Dispose() { }

        private sealed class Logger(Lines lines, string category) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

            public void Log<TState>(
                LogLevel logLevel,
                EventId eventId,
                TState state,
                Exception? exception,
                Func<TState, Exception?, string> formatter
            )
            {
                lock (lines._written)
                {
                    lines._written.Add($"{category}: {formatter(state, exception)}");
                }
            }
        }
    }
}
