namespace Newsletter.Dispatcher.Services;

/// <summary>Runs the service's host, from start to stop.</summary>
internal static class HostRun
{
    /// <summary>
    /// Starts the host, waits until it should end, and stops it. It ends on request, and by itself when a part has
    /// failed.
    /// </summary>
    /// <param name="started">Called when everything runs.</param>
    /// <param name="stopping">Called before the stop, which may take a minute.</param>
    /// <param name="end">Cancelled to request the end.</param>
    /// <returns>Which part failed and why, in one line; null when the host ended on request.</returns>
    public static async Task<string?> RunAsync(
        IHost host,
        TimeProvider clock,
        Action started,
        Action stopping,
        CancellationToken end
    )
    {
        try
        {
            await host.StartAsync(CancellationToken.None);
            started();
        }
        catch (OperationCanceledException) when (UnplannedFailure.Of(host.Services) is not null)
        {
            // One service failed while others were still starting: the host has given up its start. It is stopped
            // below.
        }

        var lifetime = host.Services.GetRequiredService<IHostApplicationLifetime>();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(end, lifetime.ApplicationStopping);
        await Task.Delay(Timeout.InfiniteTimeSpan, clock, either.Token)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stopping();

        // The host has its own time limit for the stop. Within it, late answers of a relay are still written down.
        await host.StopAsync(CancellationToken.None);
        return UnplannedFailure.Of(host.Services);
    }
}
