using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Newsletter.Dispatcher.Tests.Support;

/// <summary>A server on loopback for the calls of Stripe's API that we use; it signs what it posts to us.</summary>
internal sealed class StripeServer : IAsyncDisposable
{
    public const string Key = "sk_test_canary4242secret";
    public const string WebhookSecret = "whsec_canary9797secret";
    public const string Price = "price_yearly";

    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, (string Form, int Number)> _byIdempotencyKey = new();
    private int _checkouts;

    private StripeServer()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRouting();
        _app = builder.Build();
        _app.UseRouting();
        _app.MapPost("/v1/checkout/sessions", CheckoutAsync);
        _app.MapPost(
            "/v1/billing_portal/sessions",
            context =>
                AnswerAsync(
                    context,
                    form =>
                        form.ContainsKey("customer")
                            ? (
                                200,
                                $$"""{"id":"bps_1","object":"billing_portal.session","url":"{{PageHost ?? Address}}"""
                                    + $$"""/p/session/{{form["customer"]}}"}"""
                            )
                            : (
                                400,
                                """{"error":{"type":"invalid_request_error","code":"parameter_missing","param":"""
                                    + "\"customer\"}}"
                            )
                )
        );
        _app.MapGet(
            "/v1/invoice_payments",
            context =>
            {
                var intent = context.Request.Query["payment[payment_intent]"].ToString();
                var found = Invoices.TryGetValue(intent, out var invoice)
                    ? $$"""{"id":"inpay_1","object":"invoice_payment","invoice":"{{invoice}}"}"""
                    : "";
                return AnswerAsync(
                    context,
                    _ =>
                        (
                            200,
                            $$"""{"object":"list","data":[{{found}}],"has_more":false,"url":"/v1/invoice_payments"}"""
                        )
                );
            }
        );
    }

    public string Address => _app.Urls.Single();

    /// <summary>Every call: method, path, and the form.</summary>
    public ConcurrentQueue<(string Call, IReadOnlyDictionary<string, string> Form)> Calls { get; } = new();

    /// <summary>Invoices by payment intent.</summary>
    public ConcurrentDictionary<string, string> Invoices { get; } = new();

    /// <summary>Customers that were deleted at Stripe.</summary>
    public HashSet<string> Gone { get; } = [];

    /// <summary>A status for all answers; null for correct answers.</summary>
    public int? Trouble { get; set; }

    /// <summary>The address of the pages in its answers; null for this server.</summary>
    public string? PageHost { get; set; }

    public static async Task<StripeServer> StartAsync()
    {
        var server = new StripeServer();
        await server._app.StartAsync();
        return server;
    }

    /// <summary>The header that Stripe sends along: <c>t=…,v1=…</c>.</summary>
    public static string Sign(string body, DateTimeOffset at, string secret = WebhookSecret)
    {
        var seconds = at.ToUnixTimeSeconds();
        var signature = HMACSHA256.HashData(
            Encoding.UTF8.GetBytes(secret),
            Encoding.UTF8.GetBytes($"{seconds}.{body}")
        );
        return $"t={seconds},v1={Convert.ToHexStringLower(signature)}";
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private Task CheckoutAsync(HttpContext context) =>
        AnswerAsync(
            context,
            form =>
            {
                if (form.TryGetValue("customer", out var customer) && Gone.Contains(customer))
                {
                    return (
                        400,
                        """{"error":{"type":"invalid_request_error","code":"resource_missing","param":"customer","""
                            + "\"message\":\"No such customer\"}}"
                    );
                }

                var whole = string.Join(
                    '&',
                    form.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}")
                );
                var (known, number) = _byIdempotencyKey.GetOrAdd(
                    context.Request.Headers["Idempotency-Key"].ToString(),
                    _ => (whole, Interlocked.Increment(ref _checkouts))
                );
                return known == whole
                    ? (
                        200,
                        $$"""{"id":"cs_{{number}}","object":"checkout.session","url":"{{PageHost ?? Address}}/c/pay/"""
                            + $$"""cs_{{number}}"}"""
                    )
                    : (400, """{"error":{"type":"idempotency_error"}}""");
            }
        );

    private async Task AnswerAsync(
        HttpContext context,
        Func<IReadOnlyDictionary<string, string>, (int Status, string Json)> answer
    )
    {
        var form = context.Request.HasFormContentType
            ? (await context.Request.ReadFormAsync()).ToDictionary(pair => pair.Key, pair => pair.Value.ToString())
            : [];
        Calls.Enqueue(($"{context.Request.Method} {context.Request.Path}", form));
        var (status, json) =
            context.Request.Headers.Authorization != $"Bearer {Key}"
                ? (401, """{"error":{"type":"invalid_request_error","message":"Invalid API Key"}}""")
            : Trouble is { } trouble
                ? (trouble, $$$"""{"error":{"type":"api_error","message":"Trouble with {{{Key}}}"}}""")
            : answer(form);
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.Headers["Stripe-Should-Retry"] = "false";
        await context.Response.WriteAsync(json);
    }
}
