using Newsletter.Dispatcher.Services;

namespace Newsletter.Dispatcher.Subscribers.Search;

/// <summary>
/// Keeps the search for readers up to date: after an update of the program with all who are on the list, then each
/// second with who is new or changed.
/// Tests: ReaderSearchIndexTests.
/// </summary>
internal sealed partial class ReaderSearchService(
    ReaderSearchIndex index,
    TimeProvider clock,
    ILogger<ReaderSearchService> logger
) : LoopService(clock)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    protected override Task RunAsync(CancellationToken stoppingToken) =>
        RepeatAsync(Interval, atOnce: true, CatchUpAsync, stoppingToken);

    protected override void LogTrouble(string trouble) => CannotIndex(trouble);

    private Task CatchUpAsync(CancellationToken cancellationToken) => index.CatchUpAsync(cancellationToken);

    [LoggerMessage(
        2301,
        LogLevel.Warning,
        "The search for readers cannot be brought up to date; new readers are not found by a part of their name. It is "
            + "tried again every second. {Problem}"
    )]
    private partial void CannotIndex(string problem);
}
