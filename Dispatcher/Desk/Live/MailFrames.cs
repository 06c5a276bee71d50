using Newsletter.Dispatcher.Mails;
using Newsletter.Dispatcher.Rendering.Preview;
using Newsletter.Dispatcher.Web;
using Newsletter.Dispatcher.Words;

namespace Newsletter.Dispatcher.Desk.Live;

/// <summary>
/// The HTML of a mail for the frame of its preview: without scripts, without anything from elsewhere, and apart from
/// the
/// desk, whatever a template holds. Tests: MailsPageTests.
/// </summary>
internal static class MailFrames
{
    public const string Route = "/desk/mails/{kind}/frame";

    /// <summary>A mail brings its images and styles along.</summary>
    private const string Policy =
        "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'";

    public static void MapMailFrames(this IEndpointRouteBuilder routes) =>
        routes.MapLook(
            Route,
            async Task<IResult> (
                string kind,
                string? language,
                string? reader,
                string? look,
                HttpContext context,
                MailPreview preview,
                TimeProvider clock
            ) =>
            {
                if (
                    MailKinds.FindTemplate(kind) is not { } mail
                    || InventedReaders.Find(reader ?? InventedReaders.Usual, clock.GetUtcNow()) is not { } person
                    || MailLooks.Words.Find(look ?? MailLook.Light.Word()) is not { } how
                    || !WordTable.Languages.Contains(language ?? "en")
                )
                {
                    return TypedResults.NotFound();
                }

                var (made, problems) = await preview.MakeAsync(mail, person, language ?? "en", context.RequestAborted);
                if (made is null)
                {
                    return TypedResults.Text(string.Join('\n', problems), statusCode: StatusCodes.Status409Conflict);
                }

                context.Response.Headers.ContentSecurityPolicy =
                    how is MailLook.ImagesOff
                        ? Policy.Replace("img-src data:; ", "", StringComparison.Ordinal)
                        : Policy;
                return TypedResults.Text(MailLooks.Html(made.Html, how), "text/html; charset=utf-8");
            }
        );
}
