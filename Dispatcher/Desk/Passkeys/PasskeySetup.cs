using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Newsletter.Dispatcher.Accounts;
using Newsletter.Dispatcher.Accounts.Passkeys;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Desk.Passkeys;

/// <summary>
/// Passkeys of ASP.NET Core Identity: for the newsletter's own host, and only after the device has made sure who holds
/// it, because a passkey stands for password and second step together. Tests: PasskeyTests.
/// </summary>
internal static class PasskeySetup
{
    public static IServiceCollection AddPasskeys(this IServiceCollection services, NewsletterSettings newsletter)
    {
        services.TryAddScoped<IPasskeyHandler<Account>, PasskeyHandler<Account>>();
        return services
            .AddSingleton<PasskeyBook>()
            .AddSingleton<PasskeyState>()
            .Configure<IdentityPasskeyOptions>(passkeys =>
            {
                passkeys.ServerDomain = new Uri(newsletter.BaseUrl).Host;
                passkeys.UserVerificationRequirement = "required";
                passkeys.ResidentKeyRequirement = "required";
                passkeys.AttestationConveyancePreference = "none";
                passkeys.ValidateOrigin = asked =>
                    ValueTask.FromResult(PasskeyOrigin.IsOurs(asked.Origin, asked.CrossOrigin, newsletter.BaseUrl));
            });
    }
}
