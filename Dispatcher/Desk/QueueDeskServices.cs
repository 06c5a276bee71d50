using Newsletter.Dispatcher.Accounts;
using Newsletter.Dispatcher.Issues;

namespace Newsletter.Dispatcher.Desk;

internal static class QueueDeskServices
{
    /// <summary>What the pages of the queue need.</summary>
    public static IServiceCollection AddQueueDesk(this IServiceCollection services) =>
        services.AddSingleton<IssueChanges>().AddSingleton<QueueDesk>().AddSingleton<DeskLinkTable>();
}
