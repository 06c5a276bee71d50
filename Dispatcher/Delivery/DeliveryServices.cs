using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Delivery;

internal static class DeliveryServices
{
    /// <summary>The ledger, the way out that the settings choose, and the conductor.</summary>
    public static IServiceCollection AddDelivery(this IServiceCollection services) => services
        .AddSingleton<DispatchStore>()
        .AddSingleton<Ledger>()
        .AddSingleton<ITransport>(provider => provider.GetRequiredService<DeliverySettings>() switch
        {
            { Method: DeliveryMethod.Smtp } smtp => new SmtpRelay(
                provider.GetRequiredService<DispatcherSettings>().Relays[0], smtp, provider.GetRequiredService<TimeProvider>()),
            var pickup => new PickupFolder(pickup),
        })
        .AddSingleton<IssueDispatcher>();
}
