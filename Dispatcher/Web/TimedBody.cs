namespace Newsletter.Dispatcher.Web;

/// <summary>
/// A total time for the body of a request: the server's own limit is a rate, and at that rate a stranger keeps a place
/// for minutes.
/// Tests: ExtendEndpointTests.
/// </summary>
internal static class TimedBody
{
    /// <summary>A form is a few kB, and the largest body of a provider takes this long at 170 kB a second.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>Reads, or gives up.</summary>
    /// <param name="longest">Null for <see cref="Longest"/>.</param>
    /// <exception cref="BadHttpRequestException">With 408, when the time is over.</exception>
    public static async Task<T> ReadAsync<T>(
        HttpContext context,
        Func<CancellationToken, Task<T>> readAsync,
        TimeSpan? longest = null
    )
    {
        var clock = context.RequestServices.GetRequiredService<TimeProvider>();
        using var late = new CancellationTokenSource(longest ?? Longest, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, context.RequestAborted);
        try
        {
            return await readAsync(either.Token);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested)
        {
            context.Response.Headers.Connection = "close";
            throw new BadHttpRequestException("The body took too long.", StatusCodes.Status408RequestTimeout);
        }
    }
}
