using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Bounces.Providers;

internal static class ProviderServices
{
    /// <summary>The providers whose settings are there, and what takes their posts.</summary>
    public static IServiceCollection AddProviders(this IServiceCollection services, ProvidersSettings settings)
    {
        services.AddSingleton<ProviderInbox>().AddSingleton<UsedTokenTable>();
        if (settings.SesTopicArn is { } topic)
        {
            services
                .AddSingleton(SnsHttp.Fetch())
                .AddSingleton<SnsCertificateTable>()
                .AddSingleton<SnsCertificates>()
                .AddSingleton<IMailProvider>(provider => ActivatorUtilities.CreateInstance<Ses>(provider, topic));
        }

        if (settings.Postmark is { } login)
        {
            services.AddSingleton<IMailProvider>(new Postmark(login.User, login.Password));
        }

        if (settings.MailgunSigningKey is { } signingKey)
        {
            services.AddSingleton<IMailProvider>(provider =>
                ActivatorUtilities.CreateInstance<Mailgun>(provider, signingKey)
            );
        }

        if (settings.SendgridPublicKey is { } publicKey)
        {
            services.AddSingleton<IMailProvider>(provider =>
                ActivatorUtilities.CreateInstance<Sendgrid>(provider, publicKey)
            );
        }

        return services;
    }
}
