using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Payments;

internal static class PaymentServices
{
    /// <summary>Payment by Stripe; nothing at all without its keys.</summary>
    public static IServiceCollection AddPayments(this IServiceCollection services, StripeSettings? stripe) =>
        stripe is null
            ? services
            : services
                .AddSingleton(stripe)
                .AddSingleton(StripeCall.Client(stripe))
                .AddSingleton(provider => new StripeEventReader(
                    stripe.Price,
                    provider.GetRequiredService<NewsletterSettings>().BaseUrl
                ))
                .AddSingleton<Checkout>()
                .AddSingleton<PaymentStore>();
}
