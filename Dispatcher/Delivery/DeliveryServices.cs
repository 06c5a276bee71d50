using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Relays;
using Newsletter.Dispatcher.Rendering.Mime;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Suppressions;

namespace Newsletter.Dispatcher.Delivery;

internal static class DeliveryServices
{
    /// <summary>
    /// Adds the ledger, the relays or the pickup folder that the settings choose, and the parts of a run.
    /// </summary>
    public static IServiceCollection AddDelivery(this IServiceCollection services) =>
        services
            .AddSingleton<DispatchStore>()
            .AddSingleton<Audiences>()
            .AddSingleton<DispatchControl>()
            .AddSingleton<Ledger>()
            .AddSingleton<WaveStore>()
            .AddSingleton<SuppressionReview>()
            .AddSingleton<Pace>()
            .AddSingleton(provider =>
                Pool(provider.GetRequiredService<DispatcherSettings>(), provider.GetRequiredService<TimeProvider>())
            )
            .AddSingleton(provider => new DkimSigner(provider.GetRequiredService<DispatcherSettings>().Dkim))
            .AddSingleton<DispatchSending>()
            .AddSingleton<DispatchEnding>()
            .AddSingleton<DispatchRun>()
            .AddSingleton<IssueDispatcher>();

    /// <summary>The relays or the pickup folder that the settings choose; opens no connection.</summary>
    public static RelayPool Pool(DispatcherSettings settings, TimeProvider clock) =>
        settings.Delivery.Method switch
        {
            DeliveryMethod.Smtp => new(
                [
                    .. settings.Relays.Select(relay => new WeightedRelay(
                        new SmtpRelay(relay, settings.Delivery, clock),
                        relay.Weight
                    )),
                ],
                clock
            ),
            _ => RelayPool.Of(new PickupFolder(settings.Delivery), clock),
        };
}
