using Newsletter.Dispatcher.Accounts;

namespace Newsletter.Dispatcher.Desk;

internal static class QueueDeskServices
{
    /// <summary>What the pages of the queue need.</summary>
    public static IServiceCollection AddQueueDesk(this IServiceCollection services) =>
        services.AddSingleton<QueueDesk>().AddSingleton<DeskLinkTable>();
}
