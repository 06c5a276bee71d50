using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Relays;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Schedule;

namespace Newsletter.Dispatcher.Tests.Support;

/// <summary>The work of ticks on a workplace, put together as the service does.</summary>
internal static class Ticks
{
    /// <summary>A new process: nothing of an earlier one is in its memory.</summary>
    /// <param name="clock">Null takes the workplace's.</param>
    public static IServiceProvider Service(
        this Workplace work,
        RelayPool relays,
        RunningDispatches running,
        TimeProvider? clock = null,
        WatchTable? watch = null,
        ILogger<DueWork>? log = null
    )
    {
        clock ??= work.Clock;
        return new ServiceCollection()
            .AddSingleton(clock)
            .AddSingleton(work.Delivery)
            .AddSingleton(work.Database)
            .AddSingleton(work.Paths)
            .AddSingleton(work.Newsletter)
            .AddSingleton<IssuePackageReader>()
            .AddSingleton(new SlotCalendar(work.Newsletter))
            .AddSingleton<DispatchedSlots>()
            .AddSingleton<ReaderZones>()
            .AddSingleton(watch ?? new WatchTable(work.Database))
            .AddSingleton<DispatchStore>()
            .AddSingleton<WaveStore>()
            .AddSingleton<DispatchControl>()
            .AddSingleton(work.Dispatcher(relays, clock))
            .AddSingleton(running)
            .AddSingleton(log ?? NullLogger<DueWork>.Instance)
            .AddDueWork()
            .BuildServiceProvider();
    }
}
