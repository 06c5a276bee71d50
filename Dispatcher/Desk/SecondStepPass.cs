using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Newsletter.Dispatcher.Accounts;
using Newsletter.Dispatcher.Accounts.Sessions;

namespace Newsletter.Dispatcher.Desk;

/// <summary>
/// That somebody has passed the first step of the sign-in, for five minutes, in a cookie that only we can read. It is
/// no session and opens no page but the one that asks for the code. Tests: SignInTests.
/// </summary>
internal sealed class SecondStepPass(IDataProtectionProvider protection, DeskCookies cookies)
{
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(5);

    private readonly ITimeLimitedDataProtector _protector = protection
        .CreateProtector("desk.second-step")
        .ToTimeLimitedDataProtector();

    public void Keep(HttpContext context, Account account, SessionWay way) =>
        context.Response.Cookies.Append(
            cookies.Name("step"),
            _protector.Protect(JsonSerializer.Serialize(new Passed(account.Id, account.SavedStamp, way)), Life),
            cookies.Options(Life)
        );

    /// <summary>Null where nobody has passed the first step, or too long ago.</summary>
    public Passed? Find(HttpContext context)
    {
        if (context.Request.Cookies[cookies.Name("step")] is not { Length: > 0 } kept)
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<Passed>(_protector.Unprotect(kept));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    public void Remove(HttpContext context) =>
        context.Response.Cookies.Delete(cookies.Name("step"), cookies.Options(Life));

    /// <param name="Stamp">Of the account at the first step: a changed password voids it.</param>
    internal sealed record Passed(long AccountId, string Stamp, SessionWay Way);
}
