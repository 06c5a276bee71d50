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
                if (tokens.Verify(TokenPurpose.Manage, token) is not { } subscriber)
                {
                    return TypedResults.NotFound();
                }

                var mayRead = await store.MayReadAsync(subscriber, context.RequestAborted);
                if (mayRead)
                {
                    cookie.Set(context, subscriber);
                }

                // To somebody whose term is over, the manage page says so.
                context.Response.Headers.Location =
                    context.Request.PathBase + (mayRead ? "/archive" : $"/manage/{token}");
                return TypedResults.StatusCode(StatusCodes.Status303SeeOther);
            }
        );
}
