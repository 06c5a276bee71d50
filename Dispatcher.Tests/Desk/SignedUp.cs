using Microsoft.Extensions.DependencyInjection;
using Newsletter.Dispatcher.Accounts;
using Newsletter.Dispatcher.Accounts.SecondStep;
using Newsletter.Dispatcher.Accounts.SignIn;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Tests.Desk;

/// <summary>People with a password at a desk that runs, and what they type.</summary>
internal static class SignedUp
{
    public const string Password = "correct horse battery staple";

    public static readonly ChangedBy ByTest = new("test", "here");

    /// <summary>Adds somebody with <see cref="Password"/>.</summary>
    public static async Task<Account> AddAsync(DeskSite desk, string email = "ana@example.org", Role role = Role.Editor)
    {
        var result = await desk
            .Host.Services.GetRequiredService<AccountChanges>()
            .AddAsync(EmailAddress.Parse(email), "Ana Ruiz", role, Password, ByTest, CancellationToken.None);
        return result.Account!;
    }

    /// <summary>Gives somebody a second step.</summary>
    /// <returns>The app's key, and the recovery codes.</returns>
    public static async Task<(byte[] Key, IReadOnlyList<string> Codes)> AddSecondStepAsync(
        DeskSite desk,
        Account account
    )
    {
        var (key, codes) = (TotpKeys.New(), RecoveryCodes.New());
        await desk
            .Host.Services.GetRequiredService<AccountChanges>()
            .TurnSecondStepOnAsync(
                account.Id,
                desk.Host.Services.GetRequiredService<TotpKeys>().Protect(key),
                step: 1,
                codes,
                ByTest,
                CancellationToken.None
            );
        return (Base32.Decode(key)!, codes);
    }

    /// <summary>What the app shows now.</summary>
    public static string Code(DeskSite desk, byte[] key) =>
        TotpCode.Of(key, TotpCode.StepAt(desk.Host.Clock.GetUtcNow()));

    public static Task<HttpResponseMessage> SignInAsync(
        DeskBrowser browser,
        string password = Password,
        string email = "ana@example.org",
        string to = ""
    ) => browser.PostFormAsync("desk/sign-in", [new("email", email), new("password", password), new("to", to)]);

    public static Task<HttpResponseMessage> SendCodeAsync(DeskBrowser browser, string code, string to = "") =>
        browser.PostFormAsync("desk/sign-in/code", [new("code", code), new("to", to)]);

    /// <summary>The token of a new link for somebody.</summary>
    public static async Task<string> LinkAsync(DeskSite desk, Account account)
    {
        var link = await desk
            .Host.Services.GetRequiredService<SignInLinks>()
            .MakeAsync(account, CancellationToken.None);
        return link.Segments[^1];
    }
}
