using Newsletter.Dispatcher.Services;

namespace Newsletter.Dispatcher.Readers.Jobs;

/// <summary>Does the jobs on many readers, one after the other. Tests: ReaderJobsTests.</summary>
internal sealed partial class ReaderJobService(
    ReaderJobs jobs,
    ReaderUploads uploads,
    TimeProvider clock,
    ILogger<ReaderJobService> logger
) : LoopService(clock)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenTidying = TimeSpan.FromHours(1);

    private DateTimeOffset _tidiedAt;

    protected override Task RunAsync(CancellationToken stoppingToken) =>
        RepeatAsync(Interval, atOnce: true, WorkAsync, stoppingToken);

    protected override void LogTrouble(string trouble) => Waits(trouble);

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        if (Clock.GetUtcNow() - _tidiedAt >= BetweenTidying)
        {
            uploads.DropOld();
            _tidiedAt = Clock.GetUtcNow();
        }

        while (!cancellationToken.IsCancellationRequested && await jobs.StepAsync(cancellationToken))
        {
            // A step ends with the lock of the database free; others come in between two steps.
        }
    }

    [LoggerMessage(
        9701,
        LogLevel.Error,
        "Work on many readers waits, and goes on where it stopped; it is tried again every second. {Problem}"
    )]
    private partial void Waits(string problem);
}
