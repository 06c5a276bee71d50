using Newsletter.Dispatcher.Issues.Writing;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Editing;

internal static class EditingServices
{
    /// <summary>What reads, checks, shows and saves issues for people who write them.</summary>
    public static IServiceCollection AddEditing(this IServiceCollection services, DispatcherSettings settings)
    {
        services
            .AddSingleton<IssueFiles>()
            .AddSingleton<ImageFiles>()
            .AddSingleton<IssueVersionTable>()
            .AddSingleton<IssueDraftTable>()
            .AddSingleton<SeenTexts>()
            .AddSingleton<KnownFiles>()
            .AddSingleton<LivePreview>()
            .AddSingleton(provider => new GitCommits(
                provider.GetRequiredService<NewsletterFolder>(),
                settings.Newsletter,
                settings.Desk.CommitsToGit,
                provider.GetRequiredService<TimeProvider>()
            ))
            .AddSingleton<IssueSaves>();
        return settings.Desk.IsOn ? services.AddHostedService<SeenIssuesService>() : services;
    }
}
