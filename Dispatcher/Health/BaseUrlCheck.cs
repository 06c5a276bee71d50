using System.Net;
using Newsletter.Dispatcher.Relays;

namespace Newsletter.Dispatcher.Health;

/// <summary>
/// Whether readers reach our pages at <c>Newsletter:BaseUrl</c>: the unsubscribe link of every mail leads there.
/// Tests: DoctorTests.
/// </summary>
internal sealed class BaseUrlCheck(HttpClient http)
{
    private const string Name = "BaseUrl";
    private const int LongestAnswer = 1024;

    /// <summary>RFC 2606 and RFC 6761: names that no reader can reach.</summary>
    private static readonly string[] Invented =
    [
        "example",
        "test",
        "invalid",
        "localhost",
        "local",
        "internal",
        "example.com",
        "example.net",
        "example.org",
    ];

    /// <summary>A client that follows no redirect: a mail program's one-click POST does not either.</summary>
    /// <param name="handler">Another way to the server, for a test.</param>
    public static HttpClient Client(SocketsHttpHandler? handler = null) =>
        new(handler ?? new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
        {
            Timeout = TimeSpan.FromSeconds(8),
            MaxResponseContentBufferSize = LongestAnswer,
        };

    /// <summary>Asks the pages as a reader and a mail program would.</summary>
    /// <param name="baseUrl">The address of the pages, without a slash at its end.</param>
    public async Task<Check> RunAsync(string baseUrl, CancellationToken cancellationToken)
    {
        if (IsOutOfReach(new Uri(baseUrl)))
        {
            return Check.Yellow(
                Name,
                $"Readers cannot reach {baseUrl}.",
                "Set Newsletter:BaseUrl to the public https address of the pages."
            );
        }

        try
        {
            return await FaultOfPagesAsync(baseUrl, cancellationToken)
                ?? await OneClickAsync(baseUrl, cancellationToken);
        }
        catch (HttpRequestException e)
        {
            var why =
                e.InnerException is System.Security.Authentication.AuthenticationException
                    ? "its certificate cannot be trusted"
                    : SmtpReply.Clean(e.Message);
            return Check.Red(
                Name,
                $"{baseUrl} cannot be reached: {why.TrimEnd('.')}.",
                "See that the service and the proxy run, and that the name and the certificate are right."
            );
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Check.Red(
                Name,
                $"{baseUrl} does not answer within 8 s.",
                "See that the service and the proxy run, and that the name leads to them."
            );
        }
    }

    private static bool IsOutOfReach(Uri address) =>
        address.IsLoopback
        || Invented.Any(name =>
            address.Host == name || address.Host.EndsWith($".{name}", StringComparison.OrdinalIgnoreCase)
        );

    /// <summary>Whether this program answers there.</summary>
    /// <returns>Null when it does.</returns>
    private async Task<Check?> FaultOfPagesAsync(string baseUrl, CancellationToken cancellationToken)
    {
        using var health = await http.GetAsync(new Uri($"{baseUrl}/healthz"), cancellationToken);
        if ((int)health.StatusCode is >= 300 and < 400)
        {
            return Check.Red(
                Name,
                $"{baseUrl} leads on to another address.",
                "Set Newsletter:BaseUrl to that one: mail programs do not follow when somebody unsubscribes with "
                    + "one click."
            );
        }

        return
            health.StatusCode is HttpStatusCode.OK
            && (await health.Content.ReadAsStringAsync(cancellationToken)).Trim() == "ok"
            ? null
            : Check.Red(
                Name,
                $"{baseUrl}/healthz answers {(int)health.StatusCode}, but not as this program does.",
                "See where the proxy sends requests; docs/operations.md has an example."
            );
    }

    /// <summary>Sends the request of a one-click unsubscribe, with a token that belongs to no reader.</summary>
    private async Task<Check> OneClickAsync(string baseUrl, CancellationToken cancellationToken)
    {
        using var form = new FormUrlEncodedContent([new("List-Unsubscribe", "One-Click")]);
        using var post = new HttpRequestMessage(HttpMethod.Post, new Uri($"{baseUrl}/unsubscribe/doctor"))
        {
            Content = form,
        };
        using var click = await http.SendAsync(post, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        return
            click.StatusCode
                is HttpStatusCode.Unauthorized
                    or HttpStatusCode.Forbidden
                    or HttpStatusCode.MethodNotAllowed
                    or HttpStatusCode.RequestEntityTooLarge
                    or >= HttpStatusCode.InternalServerError
                    or (>= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest)
            ? Check.Red(
                Name,
                $"{baseUrl} answers {(int)click.StatusCode} to a one-click unsubscribe.",
                "See that the proxy lets POST to /unsubscribe/ through, without a login or a check of the browser."
            )
            : Check.Green(Name, $"{baseUrl} answers, and one-click unsubscribe reaches us.");
    }
}
