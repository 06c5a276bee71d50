using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Backups;

internal static class BackupServices
{
    /// <summary>The backup of each day.</summary>
    public static IServiceCollection AddBackups(this IServiceCollection services, DispatcherSettings settings) =>
        services
            .AddSingleton(settings.Backup)
            .AddSingleton(provider => new BackupMaker(
                provider.GetRequiredService<NewsletterFolder>(),
                settings,
                provider.GetRequiredService<Database>(),
                provider.GetRequiredService<TimeProvider>()
            ))
            .AddHostedService<BackupService>();
}
