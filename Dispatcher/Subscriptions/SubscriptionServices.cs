using Newsletter.Dispatcher.Subscriptions.Links;
using Newsletter.Dispatcher.Subscriptions.SignUp;
using Newsletter.Dispatcher.Subscriptions.Terms;
using Newsletter.Dispatcher.Subscriptions.Wishes;

namespace Newsletter.Dispatcher.Subscriptions;

internal static class SubscriptionServices
{
    /// <summary>
    /// What happens to a subscription: sign-up, confirmation, leaving, preferences, terms, the daily look.
    /// </summary>
    public static IServiceCollection AddSubscriptions(this IServiceCollection services) =>
        services
            .AddSingleton<OptIns>()
            .AddSingleton<SignUpService>()
            .AddHostedService(provider => provider.GetRequiredService<SignUpService>())
            .AddSingleton<Confirmations>()
            .AddSingleton<Departures>()
            .AddSingleton<Pauses>()
            .AddSingleton<AddressChanges>()
            .AddSingleton<PersonExport>()
            .AddSingleton<Erasure>()
            .AddSingleton<ErasureWish>()
            .AddSingleton<ReaderLinks>()
            .AddSingleton<LinkLetters>()
            .AddSingleton<LinkRenewal>()
            .AddSingleton<FreshLinks>()
            .AddSingleton<AddressRefusals>()
            .AddSingleton<LinkRequestService>()
            .AddHostedService(provider => provider.GetRequiredService<LinkRequestService>())
            .AddSingleton<Preferences>()
            .AddSingleton<TermStore>()
            .AddHostedService<DailyService>();
}
