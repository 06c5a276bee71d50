using Microsoft.AspNetCore.Identity;
using Newsletter.Dispatcher.Accounts.SecondStep;
using Newsletter.Dispatcher.Accounts.Sessions;
using Newsletter.Dispatcher.Accounts.SignIn;

namespace Newsletter.Dispatcher.Accounts;

internal static class AccountServices
{
    /// <summary>Accounts, their sessions, and the ways to sign in. Data protection must be there.</summary>
    public static IServiceCollection AddAccounts(this IServiceCollection services)
    {
        services.AddIdentityCore<Account>(SetRules).AddUserStore<AccountStore>();
        return services
            .AddSingleton<AccountStore>()
            .Configure<PasswordHasherOptions>(hashing => hashing.IterationCount = Passwords.Iterations)
            .AddSingleton<IPasswordHasher<Account>, PasswordHasher<Account>>()
            .AddSingleton<TotpKeys>()
            .AddSingleton<AccountChanges>()
            .AddSingleton<SessionBook>()
            .AddSingleton<SignInTries>()
            .AddSingleton<SignIns>()
            .AddSingleton<SignInLinks>()
            .AddSingleton<SignInLetterService>()
            .AddHostedService(provider => provider.GetRequiredService<SignInLetterService>());
    }

    /// <summary>Our own rules check what people type; Identity's must not refuse what these take.</summary>
    private static void SetRules(IdentityOptions identity)
    {
        identity.User.AllowedUserNameCharacters = "";
        identity.User.RequireUniqueEmail = true;
        identity.Password.RequiredLength = PasswordRule.Shortest;
        identity.Password.RequireDigit = false;
        identity.Password.RequireLowercase = false;
        identity.Password.RequireUppercase = false;
        identity.Password.RequireNonAlphanumeric = false;
    }
}
