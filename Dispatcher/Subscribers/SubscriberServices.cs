using Newsletter.Dispatcher.Subscribers.Search;

namespace Newsletter.Dispatcher.Subscribers;

internal static class SubscriberServices
{
    /// <summary>The list of readers, and what keeps the search for them up to date.</summary>
    public static IServiceCollection AddSubscribers(this IServiceCollection services) =>
        services
            .AddSingleton<SubscriberList>()
            .AddSingleton<ReaderSearchIndex>()
            .AddSingleton<ReaderQuery>()
            .AddHostedService<ReaderSearchService>();
}
