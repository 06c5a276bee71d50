using Newsletter.Dispatcher.Health.Today;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Health;

internal static class HealthServices
{
    /// <summary>The looks before a slot, and who is told.</summary>
    public static IServiceCollection AddHealth(this IServiceCollection services, DispatcherSettings settings) =>
        services
            .AddSingleton(settings.Alerts)
            .AddSingleton<Readiness>()
            .AddSingleton<HealthTable>()
            .AddSingleton<LastDispatch>()
            .AddSingleton<TodayNumbers>()
            .AddSingleton<TodayReader>()
            .AddSingleton(provider => new Doctor(
                settings,
                provider.GetRequiredService<NewsletterFolder>(),
                provider.GetRequiredService<Database>(),
                provider.GetRequiredService<TimeProvider>(),
                BaseUrlCheck.Client()
            ))
            .AddSingleton(provider => new DoctorRuns(
                provider.GetRequiredService<Doctor>().RunAsync,
                provider.GetRequiredService<TimeProvider>()
            ))
            .AddSingleton<LiveDispatches>()
            .AddSingleton(provider => new AlertHooks(AlertHooks.Client(), provider.GetRequiredService<TimeProvider>()))
            .AddSingleton<Alerts>()
            .AddSingleton<DueLooks>()
            .AddSingleton<SummaryAlerts>()
            .AddSingleton<ApprovalLetters>()
            .AddHostedService<HealthService>()
            .AddSingleton<WaitingFacts>()
            .AddSingleton<WaitingTable>()
            .AddHostedService<WaitingService>()
            .AddSingleton<SignUpAlerts>()
            .AddHostedService<SignUpAlertService>()
            .AddSingleton<PagesAlerts>()
            .AddHostedService<PagesAlertService>();
}
