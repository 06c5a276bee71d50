using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Relays;
using Newsletter.Dispatcher.Schedule;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Field;

/// <summary>
/// Runs the schedule's ticks over hours, with a clock that the test sets. The newsletter is sent in Berlin at 06:00.
/// </summary>
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

    /// <summary>Starts a new process: the memory of the last one is gone.</summary>
    /// <param name="relays">The new relays; null keeps the old ones.</param>
    public void Restart(RelayPool? relays = null)
    {
        (Relays, Watch) = (relays ?? Relays, new WatchTable(Work.Database));
        _ticks = Start();
    }

    /// <summary>Runs one tick.</summary>
    public Task TickAsync() => _ticks.RunAsync(CancellationToken.None);

    /// <summary>Runs a tick now and every two minutes until a time; sends are finished before the next tick.</summary>
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
        // Dispose the runs before the workplace, because they still write its database.
        Running.StopAsync(CancellationToken.None).GetAwaiter().GetResult();
        Running.Dispose();
        Work.Dispose();
    }

    private DueWork Start() => Work.Service(Relays, Running, Clock, Watch, Log).GetRequiredService<DueWork>();
}
