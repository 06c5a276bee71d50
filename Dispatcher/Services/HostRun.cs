namespace Newsletter.Dispatcher.Services;

/// <summary>The life of the service's host, from its start to its stop.</summary>
internal static class HostRun
{
    /// <summary>
    /// Starts the host, waits until it is to end, and stops it. It ends when it is told to, and by itself when a part
    /// of it has failed.
    /// </summary>
    /// <param name="started">Called when everything runs.</param>
    /// <param name="stopping">Called before the stop, which may take a minute.</param>
    /// <param name="end">Tells the host to end.</param>
    /// <returns>Which part failed and why, in one line; null when the host ended because it was told to.</returns>
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
            // A part failed while others were still to start: the host gives up its start, and stops below.
        }

        var lifetime = host.Services.GetRequiredService<IHostApplicationLifetime>();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(end, lifetime.ApplicationStopping);
        await Task.Delay(Timeout.InfiniteTimeSpan, clock, either.Token)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stopping();

        // The host's own limit decides how long this may take; the words of a server that answers late are still
        // written down.
        await host.StopAsync(CancellationToken.None);
        return UnplannedFailure.Of(host.Services);
    }
}
