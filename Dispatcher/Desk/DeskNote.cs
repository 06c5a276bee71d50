using Microsoft.AspNetCore.DataProtection;

namespace Newsletter.Dispatcher.Desk;

/// <summary>
/// What a page says after a form was sent and the browser was led on: kept in a cookie until the next page shows it.
/// Tests: DeskPageTests.
/// </summary>
internal sealed class DeskNote(IDataProtectionProvider protection, DeskCookies cookies)
{
    private const int Longest = 500;
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(5);

    private readonly ITimeLimitedDataProtector _protector = protection
        .CreateProtector("desk.note")
        .ToTimeLimitedDataProtector();

    /// <summary>Keeps a text for the next page.</summary>
    public void Keep(HttpContext context, string text) =>
        context.Response.Cookies.Append(
            cookies.Name("note"),
            _protector.Protect(text.Length > Longest ? text[..Longest] : text, Life),
            cookies.Options(Life)
        );

    /// <summary>The text that the last page kept, once; null for none.</summary>
    public string? Take(HttpContext context)
    {
        if (context.Request.Cookies[cookies.Name("note")] is not { Length: > 0 } kept)
        {
            return null;
        }

        context.Response.Cookies.Delete(cookies.Name("note"), cookies.Options(Life));
        try
        {
            return _protector.Unprotect(kept);
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            return null;
        }
    }
}
