using System.Net;
using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Web;

/// <summary><c>/metrics</c>, for a monitor on this machine or on a network that is named; for anybody else there is no such page.</summary>
internal static class MetricsEndpoint
{
    /// <summary>
    /// Headers of a request that came through a proxy. What <c>TrustedProxies</c> names has been taken out before and the
    /// client's address put in place; any other proxy on this machine would make the whole world look local.
    /// </summary>
    private static readonly string[] OfProxies = ["X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"];

    public static void MapMetrics(this IEndpointRouteBuilder routes) => routes.MapGet(
        "/metrics",
        async (HttpContext context, WebSettings settings, MetricsPage page) =>
        {
            if (!settings.Metrics || !IsAllowed(context.Connection.RemoteIpAddress, settings.MetricsFrom) || OfProxies.Any(context.Request.Headers.ContainsKey))
            {
                return Results.NotFound();
            }

            try
            {
                return Results.Bytes(await page.TextAsync(context.RequestAborted), MetricsText.ContentType);
            }
            catch (SqliteException)
            {
                return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
            }
        });

    private static bool IsAllowed(IPAddress? address, IReadOnlyList<IPNetwork> networks)
    {
        var plain = address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
        return plain is not null && (IPAddress.IsLoopback(plain) || networks.Any(network => network.Contains(plain)));
    }
}
