using System.Globalization;
using Microsoft.AspNetCore.Http.Features;
using Newsletter.Dispatcher.Health;
using Newsletter.Dispatcher.Web;

namespace Newsletter.Dispatcher.Desk.Live;

/// <summary>The stream of events of one dispatch. Tests: LiveEndpointTests.</summary>
internal static class LiveEndpoints
{
    public const string Route = "/desk/dispatches/{id:long}/events";

    public static void MapLiveEvents(this IEndpointRouteBuilder routes) => routes.MapLook(Route, StreamAsync);

    private static async Task<IResult> StreamAsync(
        long id,
        HttpContext context,
        LiveStreams streams,
        LiveFeed feed,
        LiveDispatches dispatches,
        IHostApplicationLifetime life
    )
    {
        if (await dispatches.ReadAsync(id, isFresh: false, context.RequestAborted) is null)
        {
            return TypedResults.NotFound();
        }

        if (HttpMethods.IsHead(context.Request.Method))
        {
            // A stream has no end, and a HEAD waits for it: its answer is the head alone.
            context.Response.ContentType = "text/event-stream";
            return TypedResults.Empty;
        }

        using var seat = streams.Enter(DeskPerson.Of(context.User)!.AccountId);
        if (seat is null)
        {
            context.Response.Headers.RetryAfter = "60";
            return TypedResults.Text(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Your account has {LiveStreams.MostOfOne} live pages open already; close one of them.\n"
                ),
                statusCode: StatusCodes.Status429TooManyRequests
            );
        }

        context.Response.ContentType = "text/event-stream";

        // A proxy that collects answers would show nothing until the end.
        context.Response.Headers["X-Accel-Buffering"] = "no";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(
            context.RequestAborted,
            life.ApplicationStopping
        );
        try
        {
            await feed.WriteAsync(
                id,
                async (bytes, cancellationToken) =>
                {
                    await context.Response.Body.WriteAsync(bytes, cancellationToken);
                    await context.Response.Body.FlushAsync(cancellationToken);
                },
                stop.Token
            );
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The person has left the page, or the service stops.
        }

        return TypedResults.Empty;
    }
}
