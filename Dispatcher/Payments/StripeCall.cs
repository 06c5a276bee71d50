using Newsletter.Dispatcher.Settings;
using Stripe;

namespace Newsletter.Dispatcher.Payments;

/// <summary>The way to Stripe's API, and what may go wrong on it. Tests: PaymentOrderTests.</summary>
internal static class StripeCall
{
    /// <summary>A reader waits for it in front of a browser.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);

    public static IStripeClient Client(StripeSettings settings) =>
        new StripeClient(
            settings.SecretKey,
            httpClient: new SystemNetHttpClient(
                new HttpClient(
                    new SocketsHttpHandler
                    {
                        AllowAutoRedirect = false,
                        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
                    }
                )
                {
                    Timeout = Longest,
                },
                maxNetworkRetries: 1,
                enableTelemetry: false
            ),
            apiBase: settings.ApiBase?.TrimEnd('/')
        );

    /// <summary>Whether Stripe failed or was out of reach, and not the caller who gave up.</summary>
    public static bool Failed(Exception error, CancellationToken cancellationToken) =>
        error is StripeException or HttpRequestException or IOException or Newtonsoft.Json.JsonException
        || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    /// <summary>
    /// What went wrong, in words without anything secret: Stripe's own message may hold an address or part of a key.
    /// </summary>
    public static string ForLog(Exception error) =>
        error is StripeException stripe
            ? $"status {(int)stripe.HttpStatusCode}, {stripe.StripeError?.Type ?? "no type"}, "
                + $"{stripe.StripeError?.Code ?? "no code"}, request {stripe.StripeResponse?.RequestId ?? "unknown"}"
            : error.GetType().Name;
}
