using Newsletter.Dispatcher.Delivery;
using Newsletter.Dispatcher.Health;

namespace Newsletter.Dispatcher.Web;

/// <summary>
/// <c>/readyz</c>: whether the next issue will go out as far as the service knows. It is for anybody, so it names what is red
/// and says nothing more; <c>doctor</c> does.
/// </summary>
internal static class ReadyEndpoint
{
    private static readonly string[] Relay = ["relay"];

    public static void MapReady(this IEndpointRouteBuilder routes) => routes.MapGet("/readyz", (Readiness readiness, RelayPool relays) =>
    {
        var red = Red(readiness, relays);
        return red.Count == 0
            ? TypedResults.Text("ready\n")
            : TypedResults.Text(string.Concat(red.Select(name => $"{name}\n")), statusCode: StatusCodes.Status503ServiceUnavailable);
    });

    /// <summary>Names of what is red now.</summary>
    public static IReadOnlyList<string> Red(Readiness readiness, RelayPool relays) =>
        [.. readiness.Red.Select(check => check.Name).Concat(relays.Trouble is null ? [] : Relay).Distinct()];
}
