using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Relays;
using Newsletter.Dispatcher.Schedule;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Field;

/// <summary>The schedule's ticks over hours, by a clock that the test sets. It sends in Berlin at 06:00.</summary>
internal sealed class ScheduleHarness : IDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(2);

    private DueWork _ticks;

    private ScheduleHarness(Workplace work, LeapingClock clock)
    {
        (Work, Clock) = (work, clock);
        Relays = RelayPool.Of(work.Pickup(), clock);
        Watch = new WatchTable(work.Database);
        _ticks = Start();
    }

    public Workplace Work { get; }

    public LeapingClock Clock { get; }

    public RelayPool Relays { get; private set; }

    public WatchTable Watch { get; private set; }

    public KeptLog<DueWork> Log { get; } = new();

    public RunningDispatches Running { get; } = new(TimeProvider.System, NullLogger<RunningDispatches>.Instance);

    public SlotCalendar Calendar => new(Work.Newsletter);

    public static async Task<ScheduleHarness> StartAsync(DateTimeOffset now, int subscribers = 3)
    {
        var clock = new LeapingClock(now);
        return new(await Workplace.CreateAsync(subscribers, clock), clock);
    }

    /// <summary>A new process: what the last one had in memory is gone.</summary>
    /// <param name="relays">The way out; the old one where null.</param>
    public void Restart(RelayPool? relays = null)
    {
        (Relays, Watch) = (relays ?? Relays, new WatchTable(Work.Database));
        _ticks = Start();
    }

    /// <summary>One tick.</summary>
    public Task TickAsync() => _ticks.RunAsync(CancellationToken.None);

    /// <summary>A tick now and each two minutes until a time; sends are finished before the next.</summary>
    public async Task UntilAsync(DateTimeOffset until)
    {
        while (true)
        {
            await TickAsync();
            await Running.WhenIdleAsync();
            if (Clock.GetUtcNow() >= until)
            {
                return;
            }

            Clock.Advance(until - Clock.GetUtcNow() is var left && left < Step ? left : Step);
        }
    }

    /// <summary>The latest dispatch of a slot.</summary>
    public async Task<Dispatch> OfAsync(DateOnly slot) =>
        (await Work.Dispatches.LatestAsync(100, CancellationToken.None)).First(dispatch => dispatch.SlotDate == slot);

    public void Dispose()
    {
        // Before the workplace, whose database the runs still write.
        Running.StopAsync(CancellationToken.None).GetAwaiter().GetResult();
        Running.Dispose();
        Work.Dispose();
    }

    private DueWork Start() => Work.Service(Relays, Running, Clock, Watch, Log).GetRequiredService<DueWork>();
}
