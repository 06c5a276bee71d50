using Newsletter.Dispatcher.Readers.Jobs;

namespace Newsletter.Dispatcher.Readers;

internal static class ReaderServices
{
    /// <summary>What people of the desk see of readers and do for them, one by one and many at once.</summary>
    public static IServiceCollection AddReaders(this IServiceCollection services) =>
        services
            .AddSingleton<ReaderCards>()
            .AddSingleton<ReaderStory>()
            .AddSingleton<ReaderActions>()
            .AddSingleton<ReaderChanges>()
            .AddSingleton<ReaderUploads>()
            .AddSingleton<ReaderJobs>()
            .AddHostedService<ReaderJobService>();
}
