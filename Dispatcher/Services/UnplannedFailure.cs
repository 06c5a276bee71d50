namespace Newsletter.Dispatcher.Services;

/// <summary>
/// Why the service ends by itself: a part of it failed in a way that nobody planned for. A part that is not a
/// <see cref="BackgroundService"/> reports its failure here; the host knows of the others.
/// </summary>
internal sealed partial class UnplannedFailure(IHostApplicationLifetime lifetime, ILogger<UnplannedFailure> logger)
{
    private string? _first;

    /// <summary>
    /// Logs the failure and ends the service. If several parts fail, the first failure is shown at the end. While the
    /// service stops a failure is expected: what the part needs is gone already.
    /// </summary>
    /// <param name="part">Name of the part that failed.</param>
    public void Report(string part, Exception error)
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return;
        }

        Interlocked.CompareExchange(ref _first, Line(part, error), null);
        LogFailure(error, part);
        lifetime.StopApplication();
    }

    /// <summary>Which part failed and why, in one line; null when none did.</summary>
    public static string? Of(IServiceProvider services) =>
        services.GetRequiredService<UnplannedFailure>()._first
        ?? services
            .GetServices<IHostedService>()
            .OfType<BackgroundService>()
            .Select(service =>
                service.ExecuteTask?.Exception is { } error
                    ? Line(service.GetType().Name, error.InnerException ?? error)
                    : null
            )
            .FirstOrDefault(line => line is not null);

    private static string Line(string part, Exception error) =>
        $"{part} failed in a way that nobody planned for ({error.GetType().Name}: "
        + $"{error.Message.ReplaceLineEndings(" ")}), so the service has ended. Start it again, as a service manager "
        + "does by itself; if it ends again, report this line and the log before it.";

    [LoggerMessage(1001, LogLevel.Critical, "{Part}: unplanned failure; the service ends")]
    private partial void LogFailure(Exception error, string part);
}
