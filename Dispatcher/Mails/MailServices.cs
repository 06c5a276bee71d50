using Newsletter.Dispatcher.Rendering.Mime;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Mails;

internal static class MailServices
{
    /// <summary>Adds the composer of the mails to one person, and their sender, which runs with the service.</summary>
    public static IServiceCollection AddMails(this IServiceCollection services) =>
        services
            .AddSingleton(provider => new MailComposer(
                provider.GetRequiredService<NewsletterSettings>(),
                provider.GetRequiredService<SignedToken>(),
                canPay: provider.GetRequiredService<DispatcherSettings>().Stripe is not null,
                provider.GetRequiredService<DkimSigner>(),
                provider.GetService<ReturnPath>()
            ))
            .AddSingleton<MailLedger>()
            .AddHostedService<MailService>();
}
