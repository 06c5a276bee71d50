using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Desk;

/// <summary>
/// How the desk's cookies are named and kept: never seen by a script, never sent from another site, and with
/// <c>__Host-</c> wherever the newsletter has HTTPS. Tests: DeskGateTests.
/// </summary>
internal sealed class DeskCookies(NewsletterSettings newsletter)
{
    /// <summary>Whether the newsletter's address is HTTPS.</summary>
    public bool IsSecure { get; } = newsletter.BaseUrl.StartsWith(Uri.UriSchemeHttps, StringComparison.Ordinal);

    /// <param name="what">Such as <c>session</c>.</param>
    public string Name(string what) => $"{(IsSecure ? "__Host-" : "")}desk-{what}";

    /// <param name="life">Null for as long as the browser is open.</param>
    public CookieOptions Options(TimeSpan? life = null) =>
        new()
        {
            HttpOnly = true,
            Secure = IsSecure,
            SameSite = SameSiteMode.Lax,
            Path = "/",
            MaxAge = life,
            IsEssential = true,
        };
}
