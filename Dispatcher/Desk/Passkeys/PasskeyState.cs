using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Newsletter.Dispatcher.Accounts.SignIn;

namespace Newsletter.Dispatcher.Desk.Passkeys;

/// <summary>
/// Keeps what was asked of a passkey until the browser answers: in a cookie that only we can read, for five minutes.
/// Each is taken once. Tests: PasskeyTests.
/// </summary>
internal sealed class PasskeyState(IDataProtectionProvider protection, DeskCookies cookies, UsedAnswers used)
{
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(5);

    /// <param name="purpose"><c>add</c> or <c>sign-in</c>: one does not serve as the other.</param>
    /// <param name="state">From the framework; it holds the challenge.</param>
    public void Keep(HttpContext context, string purpose, string state) =>
        context.Response.Cookies.Append(
            cookies.Name("passkey"),
            Protector(purpose).Protect(state, Life),
            cookies.Options(Life)
        );

    /// <returns>Null when nothing was asked, too long ago, or when it was answered already.</returns>
    public async Task<string?> TakeAsync(HttpContext context, string purpose)
    {
        if (context.Request.Cookies[cookies.Name("passkey")] is not { Length: > 0 } kept)
        {
            return null;
        }

        context.Response.Cookies.Delete(cookies.Name("passkey"), cookies.Options(Life));
        try
        {
            var state = Protector(purpose).Unprotect(kept);
            return await used.TakeAsync("passkey", state, context.RequestAborted) ? state : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private ITimeLimitedDataProtector Protector(string purpose) =>
        protection.CreateProtector("desk.passkey", purpose).ToTimeLimitedDataProtector();
}
