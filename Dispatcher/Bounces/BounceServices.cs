using Newsletter.Dispatcher.Bounces.Inboxes;
using Newsletter.Dispatcher.Bounces.Providers;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Bounces;

internal static class BounceServices
{
    /// <summary>What comes back, where it is set up to come in.</summary>
    public static IServiceCollection AddBounces(this IServiceCollection services, BouncesSettings settings)
    {
        services.AddSingleton<ReturnStore>().AddSingleton<ReturnedMail>().AddProviders(settings.Providers);
        if (settings.Maildir is { } folder)
        {
            services.AddHostedService(provider => ActivatorUtilities.CreateInstance<MaildirService>(provider, folder));
        }

        if (settings.Imap is { } imap)
        {
            services.AddHostedService(provider => ActivatorUtilities.CreateInstance<ImapService>(provider, imap));
        }

        return services;
    }
}
