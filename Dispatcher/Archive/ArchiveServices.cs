namespace Newsletter.Dispatcher.Archive;

internal static class ArchiveServices
{
    /// <summary>Past issues, their pages, and what keeps the search up to date.</summary>
    public static IServiceCollection AddArchive(this IServiceCollection services) =>
        services
            .AddSingleton<ArchiveStore>()
            .AddSingleton<ArchivePages>()
            .AddSingleton<ArchiveIndex>()
            .AddHostedService<ArchiveIndexService>();
}
