namespace Newsletter.Dispatcher.Bounces.Providers;

/// <summary>The real one: no redirects, ten seconds, 64 KiB. Tests: SesWebhookTests.</summary>
internal static class SnsHttp
{
    public static SnsFetch Fetch()
    {
        var http = new HttpClient(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            }
        )
        {
            Timeout = TimeSpan.FromSeconds(10),
            MaxResponseContentBufferSize = 64 * 1024,
        };
        return (address, cancellationToken) => GetAsync(http, address, cancellationToken);
    }

    private static async Task<string?> GetAsync(HttpClient http, Uri address, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await http.GetAsync(address, cancellationToken);
            return answer.IsSuccessStatusCode ? await answer.Content.ReadAsStringAsync(cancellationToken) : null;
        }
        catch (Exception e)
            when (e is HttpRequestException
                || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            )
        {
            return null;
        }
    }
}
