using Newsletter.Dispatcher.Services;

namespace Newsletter.Dispatcher.Archive;

/// <summary>
/// Keeps the search up to date: at the start all that an older version sent, then each issue soon after its dispatch
/// began, and after each correction. A search skips texts that are out of date, so it finds nothing that a correction
/// took away.
/// Tests: ArchiveSearchTests.
/// </summary>
internal sealed partial class ArchiveIndexService(
    ArchiveIndex index,
    TimeProvider clock,
    ILogger<ArchiveIndexService> logger
) : LoopService(clock)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    protected override Task RunAsync(CancellationToken stoppingToken) =>
        RepeatAsync(Interval, atOnce: true, CatchUpAsync, stoppingToken);

    protected override void LogTrouble(string trouble) => CannotIndex(trouble);

    private Task CatchUpAsync(CancellationToken cancellationToken) => index.CatchUpAsync(cancellationToken);

    [LoggerMessage(
        9101,
        LogLevel.Warning,
        "The search of the archive cannot be brought up to date; new issues are not found. It is tried again every 15 "
            + "seconds. {Problem}"
    )]
    private partial void CannotIndex(string problem);
}
