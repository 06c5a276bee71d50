using Microsoft.AspNetCore.Http.Features;
using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Web;

/// <summary>
/// Writes a request that failed into the log, so rarely that nobody fills the disk with it, and chooses the status that
/// it is answered with. It holds nothing of the request but its method and its route.
/// Tests: FuzzedRequestTests.
/// </summary>
internal sealed partial class UnplannedFailures(
    RequestDelegate next,
    TimeProvider clock,
    ILogger<UnplannedFailures> logger
)
{
    private readonly SayOnce _said = new();

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (Exception e) when (Say(e, context))
        {
            throw;
        }
    }

    /// <summary>The status of the answer: what passes by itself is no failure of the program.</summary>
    public static int StatusOf(Exception error) =>
        error switch
        {
            BadHttpRequestException bad => bad.StatusCode,
            StorageException => StatusCodes.Status503ServiceUnavailable,

            // Busy, locked, read-only, failed to read or write, full, cannot be opened.
            SqliteException { SqliteErrorCode: 5 or 6 or 8 or 10 or 13 or 14 } =>
                StatusCodes.Status503ServiceUnavailable,
            _ => StatusCodes.Status500InternalServerError,
        };

    /// <returns>False always: the failure goes on to the error page.</returns>
    private bool Say(Exception error, HttpContext context)
    {
        var isLeft =
            context.RequestAborted.IsCancellationRequested && error is OperationCanceledException or IOException;
        if (!isLeft && error is not BadHttpRequestException)
        {
            var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "no route";
            if (_said.IsNews($"{error.GetType()} {route}", "", clock.GetUtcNow()))
            {
                Failed(
                    error,
                    context.Features.Get<IHttpRequestFeature>()?.Method is { Length: < 20 } m ? m : "?",
                    route
                );
            }
        }

        return false;
    }

    [LoggerMessage(
        9001,
        LogLevel.Error,
        "A request could not be answered ({Method} {Route}); the same failure is not said again within an hour"
    )]
    private partial void Failed(Exception error, string method, string route);
}
