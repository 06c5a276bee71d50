using System.Text.Json;
using System.Text.Json.Serialization;

namespace Newsletter.Dispatcher.Health;

/// <summary>
/// Calls the addresses of others: posts an alert as JSON, and calls the heartbeat. Bounded, tried three times.
/// </summary>
/// <remarks>An address may hold a secret, so none is in what this says.</remarks>
internal sealed class AlertHooks(HttpClient http, TimeProvider clock)
{
    private const int Tries = 3;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private static readonly JsonSerializerOptions JsonForm = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    /// <summary>A client that follows no redirect, so that nothing is posted anywhere else.</summary>
    public static HttpClient Client() =>
        new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
        {
            Timeout = TimeSpan.FromSeconds(10),
            MaxResponseContentBufferSize = 64 * 1024,
        };

    /// <returns>Why it did not go; null when it did.</returns>
    public Task<string?> PostAsync(Uri webhook, Alert alert, CancellationToken cancellationToken) =>
        TryAsync(
            () =>
            {
                var body = new
                {
                    Kind = alert.Kind.Word(),
                    alert.State,
                    alert.Subject,
                    alert.Text,
                    alert.Checks,
                    alert.Dispatch,
                    alert.Waiting,
                };
                return http.PostAsJsonAsync(webhook, body, JsonForm, cancellationToken);
            },
            cancellationToken
        );

    /// <inheritdoc cref="PostAsync"/>
    public Task<string?> BeatAsync(Uri heartbeat, CancellationToken cancellationToken) =>
        TryAsync(() => http.GetAsync(heartbeat, cancellationToken), cancellationToken);

    private async Task<string?> TryAsync(Func<Task<HttpResponseMessage>> call, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            var fault = await OnceAsync(call, cancellationToken);
            if (fault is null || tries == Tries)
            {
                return fault;
            }

            await Task.Delay(Pause * tries, clock, cancellationToken);
        }
    }

    private static async Task<string?> OnceAsync(
        Func<Task<HttpResponseMessage>> call,
        CancellationToken cancellationToken
    )
    {
        try
        {
            using var answer = await call();
            return answer.IsSuccessStatusCode ? null : $"it answers {(int)answer.StatusCode}";
        }
        catch (HttpRequestException e)
        {
            return $"it cannot be reached ({e.HttpRequestError})";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return "it does not answer in time";
        }
    }
}
