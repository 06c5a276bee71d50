using System.Text;
using System.Text.RegularExpressions;
using Newsletter.Dispatcher.Rendering.Preview;

namespace Newsletter.Dispatcher.Web;

/// <summary>
/// <c>/draft/{token}/mail</c>: the mail of a draft, for the frame of its page.
/// Tests: DraftPageTests.
/// </summary>
internal static partial class DraftEndpoint
{
    /// <summary>
    /// No script, no form, no plugin, and an origin of its own: what an editor writes can do nothing to the pages
    /// beside it. A link opens in a window of its own.
    /// </summary>
    private const string Policy =
        "default-src 'none'; style-src 'unsafe-inline'; img-src data: https:; base-uri 'none'; form-action 'none'; "
        + "frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox";

    public static void MapDraftMail(this IEndpointRouteBuilder routes) =>
        routes.MapMethods(
            "/draft/{token}/mail",
            [HttpMethods.Get, HttpMethods.Head],
            async Task<IResult> (string token, DraftPages drafts, HttpContext context) =>
            {
                if (
                    await drafts.FindAsync(token, context.RequestAborted) is not { } link
                    || await drafts.ShowAsync(link, context.RequestAborted) is not { } mail
                )
                {
                    return TypedResults.NotFound();
                }

                context.Response.Headers.ContentSecurityPolicy = Policy;
                context.Response.Headers["X-Robots-Tag"] = "noindex, nofollow";
                return TypedResults.Text(Html(mail), "text/html; charset=utf-8", Encoding.UTF8);
            }
        );

    /// <summary>By day and by night as the mail says, with links that leave the frame.</summary>
    private static string Html(ShownMail mail) => HeadStart.Replace(mail.Html, "$0<base target=\"_blank\">", count: 1);

    [GeneratedRegex(@"<head\b[^>]*>", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex HeadStart { get; }
}
