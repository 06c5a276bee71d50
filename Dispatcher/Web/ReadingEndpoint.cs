using Newsletter.Dispatcher.Archive;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Web;

/// <summary>What the key of a reader opens in this browser. Tests: ArchiveReaderTests.</summary>
internal static class ReadingEndpoint
{
    /// <summary>
    /// Leads a reader from the archive to their own manage page, by the cookie; anybody else to where a link is mailed.
    /// The link stands on no page, so a page that is saved or passed on has none in it.
    /// </summary>
    public static void MapManageOfReader(this IEndpointRouteBuilder routes) =>
        routes.MapMethods(
            "/manage",
            [HttpMethods.Get, HttpMethods.Head],
            async Task<IResult> (SignedToken tokens, ReaderCookie cookie, HttpContext context) =>
            {
                context.Response.Headers.Location =
                    context.Request.PathBase
                    + (
                        await cookie.FindAsync(context) is { } reader
                            ? $"/manage/{tokens.Sign(TokenPurpose.Manage, reader.Id, reader.Epoch)}"
                            : "/link"
                    );
                return TypedResults.StatusCode(StatusCodes.Status303SeeOther);
            }
        );

    /// <summary>Unlocks the archive in the browser of a subscriber; the button is on the manage page.</summary>
    public static void MapReading(this IEndpointRouteBuilder routes) =>
        routes.MapPost(
            "/manage/{token}/read",
            async Task<IResult> (
                string token,
                SignedToken tokens,
                ArchiveStore store,
                ReaderCookie cookie,
                HttpContext context
            ) =>
            {
                if (tokens.Read(TokenPurpose.Manage, token) is not { } reader)
                {
                    return TypedResults.NotFound();
                }

                var mayRead = await store.MayReadAsync(reader.Id, reader.Epoch, context.RequestAborted);
                if (mayRead)
                {
                    cookie.Set(context, reader);
                }

                // To somebody whose term is over, and whose link is an old one, the manage page says so.
                context.Response.Headers.Location =
                    context.Request.PathBase + (mayRead ? "/archive" : $"/manage/{token}");
                return TypedResults.StatusCode(StatusCodes.Status303SeeOther);
            }
        );
}
