using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Newsletter.Dispatcher.Relays;
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
        var services = work.Services(relays, clock).AddSchedule().AddDueWork().AddSingleton(running);
        if (watch is not null)
        {
            services.AddSingleton(watch);
        }

        if (log is not null)
        {
            services.AddSingleton(log);
        }

        return services.BuildServiceProvider();
    }
}
