using Newsletter.Dispatcher.Delivery;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Mails;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Suppressions;

namespace Newsletter.Dispatcher.Desk.Live;

internal static class LiveServices
{
    /// <summary>What the pages of dispatches, returns, suppressions, mails and settings need.</summary>
    public static IServiceCollection AddLive(this IServiceCollection services) =>
        services
            .AddSingleton<LiveStreams>()
            .AddSingleton<LiveFeed>()
            .AddSingleton<DispatchDesk>()
            .AddSingleton<Corrections>()
            .AddSingleton<ReturnList>()
            .AddSingleton<SuppressionList>()
            .AddSingleton<SubscriberList>()
            .AddSingleton<MailPreview>()
            .AddSingleton(provider => new UnsentDeliveries(
                provider.GetRequiredService<Database>(),
                provider.GetRequiredService<TimeProvider>()
            ));
}
