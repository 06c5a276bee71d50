using Microsoft.AspNetCore.Diagnostics;
using Newsletter.Dispatcher.Schedule;

namespace Newsletter.Dispatcher.Web;

/// <summary>
/// The order in which requests are worked on. One-clicks of mail programs come first, a few at a time: each writes to
/// the database, and hundreds at once would only wait for each other until some give up. Other pages keep a distance
/// while one-clicks wait, and a longer one while a dispatch is behind its deadline: the morning's letter needs the
/// machine.
/// </summary>
internal sealed class PageTurns(RequestDelegate next, RunningDispatches running, TimeProvider clock)
{
    private const int OneClicksAtOnce = 2;

    /// <summary>Fewer are no crowd.</summary>
    private const int Crowd = 8;

    private static readonly TimeSpan GapInCrowd = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan GapWhileLate = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// What a program asks for, or what costs nothing. What providers post tells who must get nothing more.
    /// </summary>
    private static readonly PathString[] Exempt = ["/healthz", "/readyz", "/metrics", "/webhooks", "/api", "/assets"];

    /// <summary>To look at what leads out, or in, is never refused. Their forms wait like others.</summary>
    private static readonly PathString[] ExemptToRead = ["/unsubscribe", "/confirm"];

    private readonly PostPlaces _places = new(OneClicksAtOnce, OneClicksAtOnce);
    private readonly PagePace _pace = new();
    private int _waiting;

    public Task InvokeAsync(HttpContext context)
    {
        // A form that is read would keep its place for as long as a stranger takes to send it.
        if (
            HttpMethods.IsPost(context.Request.Method)
            && context.GetEndpoint()?.Metadata.GetMetadata<UnreadBodyAttribute>() is not null
        )
        {
            return OneClickAsync(context);
        }

        return IsExempt(context) ? next(context) : PageAsync(context);
    }

    private static bool IsExempt(HttpContext context)
    {
        // An error page is shown for a request that had its turn, or that got none.
        if (
            context.Features.Get<IStatusCodeReExecuteFeature>() is not null
            || context.Features.Get<IExceptionHandlerFeature>() is not null
        )
        {
            return true;
        }

        if (context.User.Identity?.IsAuthenticated == true)
        {
            // The few who work here, and who look at a dispatch most while it is late.
            return true;
        }

        var (path, method) = (context.Request.Path, context.Request.Method);
        var isRead = HttpMethods.IsGet(method) || HttpMethods.IsHead(method);
        return Exempt.Any(one => path.StartsWithSegments(one))
            || (isRead && ExemptToRead.Any(one => path.StartsWithSegments(one)));
    }

    private async Task OneClickAsync(HttpContext context)
    {
        Interlocked.Increment(ref _waiting);
        using var place = await _places.TakeAsync(network: "", context.RequestAborted);
        Interlocked.Decrement(ref _waiting);
        context.RequestAborted.ThrowIfCancellationRequested();
        await next(context);
    }

    private async Task PageAsync(HttpContext context)
    {
        var gap =
            running.IsLate ? GapWhileLate
            : Volatile.Read(ref _waiting) >= Crowd ? GapInCrowd
            : TimeSpan.Zero;
        var network = ClientNetwork.Wide(context.Connection.RemoteIpAddress);
        if (_pace.Next(clock.GetUtcNow(), gap, network) is not { } wait)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            context.Response.Headers.RetryAfter = "30";
            return;
        }

        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, clock, context.RequestAborted);
        }

        await next(context);
    }
}
