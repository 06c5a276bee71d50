using Newsletter.Dispatcher.Health;
using Newsletter.Dispatcher.Relays;

namespace Newsletter.Dispatcher.Web;

/// <summary>
/// <c>/readyz</c>: whether an issue that is due goes out, and whether the next one will, as far as the service knows.
/// It is for anybody, so it names what is red and says nothing more; <c>doctor</c> and <c>status</c> do. It is no sign
/// that the service should be started anew: <c>/healthz</c> is.
/// Tests: MetricsTests.
/// </summary>
internal static class ReadyEndpoint
{
    private static readonly string[] Relay = ["relay"];

    public static void MapReady(this IEndpointRouteBuilder routes) =>
        routes.MapLook(
            "/readyz",
            (Readiness readiness, RelayPool relays) =>
            {
                var red = Red(readiness, relays);
                return red.Count == 0
                    ? TypedResults.Text("ready\n")
                    : TypedResults.Text(
                        string.Concat(red.Select(name => $"{name}\n")),
                        statusCode: StatusCodes.Status503ServiceUnavailable
                    );
            }
        );

    /// <summary>Names of what is red now.</summary>
    public static IReadOnlyList<string> Red(Readiness readiness, RelayPool relays) =>
        [
            .. readiness
                .Red.Select(check => check.Name)
                .Concat(relays.Trouble is null ? [] : Relay)
                .Concat(readiness.Waiting.Where(waiting => waiting.Stops).Select(waiting => waiting.Name))
                .Distinct(),
        ];
}
