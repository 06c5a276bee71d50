namespace Newsletter.Dispatcher.Archive;

internal static class ArchiveServices
{
    /// <summary>Past issues, and their pages.</summary>
    public static IServiceCollection AddArchive(this IServiceCollection services) =>
        services.AddSingleton<ArchiveStore>().AddSingleton<ArchivePages>();
}
