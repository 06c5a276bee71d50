using Newsletter.Dispatcher.Archive;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Web;

/// <summary>
/// The cookie that unlocks the archive in a subscriber's browser. It says who reads and until when, signed; whether
/// that person is still on the list is asked each time, and whether their links were renewed since.
/// Tests: ArchiveReaderTests.
/// </summary>
internal sealed class ReaderCookie(
    SignedToken tokens,
    ArchiveStore store,
    NewsletterSettings newsletter,
    WebSettings web,
    TimeProvider clock
)
{
    public const string Name = "reader";

    private static readonly TimeSpan Term = TimeSpan.FromDays(180);

    /// <summary>
    /// How much the sender of a request may read. Sets how long the answer may be kept, too: never one that a cookie
    /// unlocked.
    /// </summary>
    public async Task<ArchiveAccess> AccessAsync(HttpContext context)
    {
        var strangers = ArchiveLock.ForStrangers(newsletter, web);
        var headers = context.Response.Headers;
        if (strangers is ArchiveAccess.Full)
        {
            headers.CacheControl = PublicCache.Minutes;
            return strangers;
        }

        headers.Vary = "Cookie";
        if (context.Request.Cookies[Name] is null)
        {
            headers.CacheControl = PublicCache.Minutes;
            return strangers;
        }

        headers.CacheControl = "private, no-store";
        return await FindAsync(context) is null ? strangers : ArchiveAccess.Full;
    }

    /// <summary>Whether this browser has one, good or not.</summary>
    public static bool IsThere(HttpContext context) => context.Request.Cookies.ContainsKey(Name);

    /// <summary>
    /// The reader whom the cookie names; null without a good one, and for a person who may not read any more.
    /// </summary>
    public async Task<TokenContent?> FindAsync(HttpContext context) =>
        context.Request.Cookies[Name] is { } token
        && tokens.Read(TokenPurpose.Read, token, clock.GetUtcNow()) is { } reader
        && await store.MayReadAsync(reader.Id, reader.Epoch, context.RequestAborted)
            ? reader
            : null;

    public void Set(HttpContext context, TokenContent reader)
    {
        var until = clock.GetUtcNow() + Term;
        context.Response.Cookies.Append(
            Name,
            tokens.Sign(TokenPurpose.Read, reader.Id, until, reader.Epoch),
            Options(context, until)
        );
    }

    /// <summary>Takes it out of the browser.</summary>
    public void Remove(HttpContext context) =>
        context.Response.Cookies.Append(Name, "", Options(context, DateTimeOffset.UnixEpoch));

    private CookieOptions Options(HttpContext context, DateTimeOffset until) =>
        new()
        {
            Expires = until,
            HttpOnly = true,
            Secure = newsletter.BaseUrl.StartsWith(Uri.UriSchemeHttps, StringComparison.Ordinal),
            SameSite = SameSiteMode.Lax,
            Path = context.Request.PathBase.HasValue ? context.Request.PathBase.Value : "/",
        };
}
