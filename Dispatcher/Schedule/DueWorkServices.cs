namespace Newsletter.Dispatcher.Schedule;

internal static class DueWorkServices
{
    /// <summary>
    /// Adds the work of a tick, as <see cref="DispatchDue"/>. The container must know what <see cref="Timetable"/>
    /// adds, what sends, and <see cref="RunningDispatches"/>.
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
