using System.Globalization;
using System.Threading.RateLimiting;

namespace Newsletter.Dispatcher.Web;

/// <summary>
/// How often one network may ask for what. The numbers do not depend on the list, so they say nothing about it.
/// </summary>
internal static class RequestRates
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <summary>Signing up and asking for a link by hand: some people of one office, never a stream.</summary>
    private static readonly Rate SignUp = new("sign-up", 30, TimeSpan.FromMinutes(10));

    /// <summary>Signing in at the desk, by hand: the people of one office, and nobody who tries passwords.</summary>
    private static readonly Rate SignIn = new("sign-in", 60, TimeSpan.FromMinutes(10));

    /// <summary>The people of one office who write, each with a preview at every pause of the typing.</summary>
    private static readonly Rate Desk = new("desk", 6000, Minute);

    /// <summary>One-click leaving: big mail providers post for all their users, from a few networks.</summary>
    private static readonly Rate Leave = new("leave", 6000, Minute);

    /// <summary>Other forms.</summary>
    private static readonly Rate Form = new("form", 120, Minute);

    /// <summary>What another service posts; it brings a signature or a key.</summary>
    private static readonly Rate Service = new("service", 1200, Minute);

    /// <summary>
    /// What mail providers post: some a request for each bounce, and all bounces of an issue within minutes, from a few
    /// networks.
    /// </summary>
    private static readonly Rate Provider = new("provider", 60_000, Minute);

    private static readonly string[] Providers =
    [
        "/webhooks/ses",
        "/webhooks/postmark",
        "/webhooks/mailgun",
        "/webhooks/sendgrid",
    ];

    /// <summary>Reading. Mail scanners follow every link of an issue within a minute.</summary>
    private static readonly Rate Read = new("read", 6000, Minute);

    public static IServiceCollection AddRequestRates(this IServiceCollection services) =>
        services.AddRateLimiter(limits =>
        {
            limits.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limits.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, (string Network, string Rate)>(Partition);
            limits.OnRejected = (rejected, _) =>
            {
                var seconds = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after)
                    ? (int)Math.Ceiling(after.TotalSeconds)
                    : 60;
                rejected.HttpContext.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
                return ValueTask.CompletedTask;
            };
        });

    private static RateLimitPartition<(string Network, string Rate)> Partition(HttpContext context) =>
        Of(context.Request.Method, context.Request.Path) is { } rate
            ? RateLimitPartition.GetSlidingWindowLimiter(
                (ClientNetwork.Wide(context.Connection.RemoteIpAddress), rate.Name),
                _ => new SlidingWindowRateLimiterOptions
                {
                    PermitLimit = rate.Permits,
                    Window = rate.Window,
                    SegmentsPerWindow = 10,
                }
            )
            : RateLimitPartition.GetNoLimiter(("", ""));

    /// <summary>Null for what costs nothing.</summary>
    private static Rate? Of(string method, PathString path)
    {
        if (
            path.StartsWithSegments("/assets")
            || path.StartsWithSegments("/healthz")
            || path.StartsWithSegments("/error")
        )
        {
            return null;
        }

        if (HttpMethods.IsGet(method) || HttpMethods.IsHead(method))
        {
            return Read;
        }

        return path switch
        {
            _ when path.StartsWithSegments("/unsubscribe") => Leave,
            _ when Providers.Any(provider => path.StartsWithSegments(provider)) => Provider,
            _ when path.StartsWithSegments("/webhooks") || path.StartsWithSegments("/api") => Service,
            _ when path.StartsWithSegments("/desk/sign-in") => SignIn,
            _ when path.StartsWithSegments("/desk") => Desk,
            _ when IsAsking(path) => SignUp,
            _ => Form,
        };
    }

    /// <summary>
    /// True for the two forms for strangers. Routing takes a path with a slash at its end for the same; below
    /// <c>/link</c> are pages for readers.
    /// </summary>
    private static bool IsAsking(PathString path) =>
        path.Value?.TrimEnd('/') is null or ""
        || path.StartsWithSegments("/subscribe")
        || (path.StartsWithSegments("/link", out var rest) && rest.Value?.TrimEnd('/') is null or "");

    private sealed record Rate(string Name, int Permits, TimeSpan Window);
}
