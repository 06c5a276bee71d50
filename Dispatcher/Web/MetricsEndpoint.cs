using System.Net;
using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Web;

/// <summary>
/// <c>/metrics</c>, for a monitor on this machine or on a network that is named; for anybody else there is no such
/// page.
/// Tests: MetricsTests.
/// </summary>
internal static class MetricsEndpoint
{
    /// <summary>
    /// Headers of a proxy that is not trusted; what a trusted one said has been taken out before, and the client's
    /// address put in place.
    /// </summary>
    private static readonly string[] OfStrangers = ["X-Forwarded-For", "Forwarded"];

    /// <summary>Is there when a trusted proxy has told the client's address.</summary>
    private const string OfTrusted = "X-Original-For";

    /// <summary>
    /// Any sign of a proxy, a trusted one among them: behind it the whole world would look local, or may say that it
    /// is.
    /// </summary>
    private static readonly string[] OfProxies =
    [
        .. OfStrangers,
        OfTrusted,
        "X-Forwarded-Proto",
        "X-Forwarded-Host",
        "X-Real-IP",
        "Via",
    ];

    public static void MapMetrics(this IEndpointRouteBuilder routes) =>
        routes.MapLook(
            "/metrics",
            async (HttpContext context, WebSettings settings, MetricsPage page) =>
            {
                if (!settings.Metrics || !IsAllowed(context, settings.MetricsFrom))
                {
                    return Results.NotFound();
                }

                try
                {
                    return Results.Bytes(await page.TextAsync(context.RequestAborted), MetricsText.ContentType);
                }
                catch (Exception e) when (e is SqliteException or StorageException)
                {
                    return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
                }
            }
        );

    private static bool IsAllowed(HttpContext context, IReadOnlyList<IPNetwork> networks)
    {
        var (address, headers) = (context.Connection.RemoteIpAddress, context.Request.Headers);
        var plain = address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
        return plain is not null
            && (
                (IPAddress.IsLoopback(plain) && !OfProxies.Any(headers.ContainsKey))
                || (
                    networks.Any(network => network.Contains(plain))
                    && !(headers.ContainsKey(OfTrusted) ? OfStrangers : OfProxies).Any(headers.ContainsKey)
                )
            );
    }
}
