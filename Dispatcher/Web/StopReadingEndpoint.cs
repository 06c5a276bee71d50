namespace Newsletter.Dispatcher.Web;

/// <summary>Takes the key of a reader out of this browser. Tests: ArchiveReaderTests.</summary>
internal static class StopReadingEndpoint
{
    /// <summary>Locks the archive in this browser again; the button is on the archive's pages.</summary>
    public static void MapStopReading(this IEndpointRouteBuilder routes) =>
        routes.MapPost(
            "/stop-reading",
            (ReaderCookie cookie, HttpContext context) =>
            {
                cookie.Remove(context);
                context.Response.Headers.Location = context.Request.PathBase + "/archive";
                return TypedResults.StatusCode(StatusCodes.Status303SeeOther);
            }
        );
}
