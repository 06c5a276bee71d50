using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Services;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Backups;

/// <summary>Backs up once a day, after the dispatch, and keeps as many as the settings say.</summary>
internal sealed partial class BackupService(
    BackupMaker maker,
    DispatchStore dispatches,
    NewsletterSettings newsletter,
    BackupSettings settings,
    TimeProvider clock,
    ILogger<BackupService> logger
) : LoopService(clock)
{
    /// <summary>Between two looks.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private const int Latest = 20;
    private const double Megabyte = 1024 * 1024;

    private readonly SlotCalendar _calendar = new(newsletter);
    private DateTimeOffset? _failedAt;

    protected override Task RunAsync(CancellationToken stoppingToken) =>
        settings.Folder is null ? Task.CompletedTask : RepeatAsync(Interval, atOnce: false, LookAsync, stoppingToken);

    protected override void LogTrouble(string trouble) => CannotBackUp(trouble);

    /// <summary>One look.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        var (folder, now) = (settings.Folder!, Clock.GetUtcNow());
        var newest = BackupFolder.Newest(folder)?.MadeAt;
        if (
            !BackupRule.IsDue(
                Local(now)!.Value,
                newsletter.SendAt,
                newsletter.CatchUpUntil,
                await IsOverAsync(now, cancellationToken),
                Local(newest),
                Local(_failedAt)
            )
        )
        {
            return;
        }

        _failedAt = now;
        var @lock = BackupLocks.Of(settings);
        var path = Path.Combine(folder, BackupFolder.NameOf(now, @lock is not null));
        var made = await maker.ToFileAsync(path, @lock, cancellationToken);
        _failedAt = null;
        Made(path, Math.Round(made.Octets / Megabyte, 1));
        BackupFolder.Prune(folder, settings.Keep);
    }

    private DateTime? Local(DateTimeOffset? instant) => instant is { } known ? _calendar.ToLocal(known).DateTime : null;

    /// <summary>Nothing is to be sent today any more.</summary>
    private async Task<bool> IsOverAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var today = _calendar.Today(now);
        if (_calendar.On(today) is null)
        {
            return true;
        }

        var ofToday = (await dispatches.LatestAsync(Latest, cancellationToken))
            .Where(dispatch => dispatch.SlotDate == today)
            .ToList();
        return ofToday.Count > 0
            && ofToday.All(dispatch =>
                dispatch.State is DispatchState.Done or DispatchState.Stopped or DispatchState.Missed
            );
    }

    [LoggerMessage(9800, LogLevel.Information, "Backed up to {File}, {Megabytes} MB, read back and whole")]
    private partial void Made(string file, double megabytes);

    [LoggerMessage(9801, LogLevel.Error, "Cannot back up, it is tried again in an hour: {Problem}")]
    private partial void CannotBackUp(string problem);
}
