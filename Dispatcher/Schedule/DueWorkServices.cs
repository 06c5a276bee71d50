namespace Newsletter.Dispatcher.Schedule;

internal static class DueWorkServices
{
    /// <summary>
    /// Adds the work of a tick as <see cref="DispatchDue"/>. The container must already have what
    /// <see cref="Timetable"/> adds, the services that send, and <see cref="RunningDispatches"/>.
    /// </summary>
    public static IServiceCollection AddDueWork(this IServiceCollection services) =>
        services
            .AddSingleton<DueWorkLog>()
            .AddSingleton<TickObstacles>()
            .AddSingleton<SendingDispatches>()
            .AddSingleton<OpenDispatches>()
            .AddSingleton<MissedSlots>()
            .AddSingleton<SlotStart>()
            .AddSingleton<DueWork>()
            .AddSingleton<DispatchDue>(provider => provider.GetRequiredService<DueWork>().RunAsync);
}
