namespace Newsletter.Dispatcher.Health;

/// <summary>
/// Whether it is this program that answers at <c>Web:Listen</c> on this machine: the service sends without its pages
/// when another program has the port.
/// Tests: DoctorTests.
/// </summary>
internal sealed class ListenCheck(HttpClient http)
{
    public const string Name = "pages";

    /// <param name="listen">The setting; null when there are no pages.</param>
    /// <param name="isRunning">True while a service works with the database.</param>
    /// <returns>Null when there is nothing to look at: no pages, or a port that the system chooses.</returns>
    public async Task<Check?> RunAsync(string? listen, bool isRunning, CancellationToken cancellationToken)
    {
        if (listen is null || Local(listen) is not { } address)
        {
            return null;
        }

        try
        {
            using var answer = await http.GetAsync(new Uri(address, "/healthz"), cancellationToken);
            var isOurs =
                answer.IsSuccessStatusCode
                && (await answer.Content.ReadAsStringAsync(cancellationToken)).Trim() == "ok";
            return isOurs
                ? Check.Green(Name, $"They answer on {listen}.")
                : Check.Red(
                    Name,
                    $"Another program answers on {listen}, so readers reach none of the links in their mails.",
                    "End that program, or give the pages another port in Web:Listen and in the proxy. Issues are sent "
                        + "all the same."
                );
        }
        catch (HttpRequestException) when (!isRunning)
        {
            return Check.Green(Name, $"{listen} is free; the service is not running.");
        }
        catch (HttpRequestException e)
        {
            return Check.Red(
                Name,
                $"The service runs, but nothing answers on {listen}: {e.Message.TrimEnd('.')}.",
                "The log of the service says why, under the number 9010."
            );
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Check.Red(
                Name,
                $"{listen} does not answer within 8 s.",
                "See what listens there, for example with: ss -ltnp"
            );
        }
    }

    /// <summary>The address as seen from this machine; null when there is no port to ask.</summary>
    private static Uri? Local(string listen) =>
        !Uri.TryCreate(
            listen.Replace("//*", "//localhost").Replace("//+", "//localhost"),
            UriKind.Absolute,
            out var uri
        )
        || uri.Port <= 0
            ? null
        : uri.Host is "0.0.0.0" or "[::]" ? new UriBuilder(uri) { Host = "localhost" }.Uri
        : uri;
}
