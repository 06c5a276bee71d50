using Newsletter.Dispatcher.Archive;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Web;

internal static class ReadingEndpoint
{
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
