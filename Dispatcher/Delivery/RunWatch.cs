using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Relays;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Delivery;

/// <summary>
/// Looks at a run from outside while it sends: says what it waits for, that it goes on, and that the deadline is in
/// danger, each as <see cref="SayOnce"/> decides. It ends a run that another process has paused, stopped or corrected,
/// also while no message comes up that would notice.
/// </summary>
internal sealed partial class RunWatch(
    Dispatch dispatch,
    DispatchStore dispatches,
    DispatchProgress progress,
    LedgerWriter writer,
    RelayPool relays,
    SlowDomains slow,
    SendGuard guard,
    TimeProvider clock,
    ILogger<RunWatch> logger
)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <summary>The first seconds, when connections are opened, say little about the rest.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(10);

    /// <summary>A prediction that is so old and still says the same is worth a word; one bad moment is not.</summary>
    private static readonly TimeSpan Persisting = TimeSpan.FromSeconds(30);

    /// <summary>A found pace changes all the time: what is shown of it changes less often.</summary>
    private static readonly TimeSpan BetweenPaces = TimeSpan.FromSeconds(5);

    private const string Waiting = "waiting";

    private readonly Forecast _forecast = new(progress.Deadline);
    private readonly DateTimeOffset _begin = clock.GetUtcNow();
    private readonly SayOnce _said = new();
    private string? _written = dispatch.Reason is { } reason ? SayOnce.KeyOf(reason) : null;
    private string? _cause;
    private DateTimeOffset? _lateSince;
    private DateTimeOffset? _paceToldAt;

    /// <summary>Watches until the run stops, and stops it when it must not go on.</summary>
    public async Task RunAsync(CancellationTokenSource stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var trouble = writer.Trouble ?? relays.Trouble;
            await SayAsync(trouble);
            Notice(relays.Notice ?? guard.Notice, Late(trouble));
            await TellPaceAsync();
            if (await IsTakenOutAsync())
            {
                await stop.CancelAsync();
                break;
            }

            await Task.Delay(Interval, clock, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await TellPaceAsync();
        if (relays.Trouble is null && writer.Trouble is null)
        {
            await SayAsync(null);
        }
    }

    /// <summary>
    /// Says at what pace a relay or a domain is sent to since it refused more; in the log once a run.
    /// </summary>
    private async Task TellPaceAsync()
    {
        IReadOnlyList<string> sentences = [.. relays.Paces, .. slow.Sentences];
        var now = clock.GetUtcNow();
        if (sentences.Count == 0 || now - _paceToldAt < BetweenPaces)
        {
            progress.Pace = sentences.Count == 0 ? null : progress.Pace;
            return;
        }

        var pace = string.Join(' ', sentences);
        if (_paceToldAt is null)
        {
            Slowed(dispatch.Id, pace);
        }

        _paceToldAt = now;
        progress.Pace = pace;
        try
        {
            await dispatches.TellPaceAsync(dispatch.Id, pace, CancellationToken.None);
        }
        catch (Exception e) when (e is SqliteException or StorageException)
        {
            // The ledger's writer will meet the same, and say it.
        }
    }

    private async Task<bool> IsTakenOutAsync()
    {
        try
        {
            return await dispatches.FindAsync(dispatch.Id, CancellationToken.None)
                    is not { State: DispatchState.Sending } now
                || now.Revision != dispatch.Revision;
        }
        catch (Exception e) when (e is SqliteException or StorageException)
        {
            // The ledger's writer says what is wrong with the database.
            return false;
        }
    }

    private async Task SayAsync(string? trouble)
    {
        (progress.WaitsForLedger, progress.Waiting) = (writer.Trouble is not null, trouble);
        if (trouble is null)
        {
            if (_said.IsOver(Waiting))
            {
                GoesOn(dispatch.Id);
            }
        }
        else if (_said.IsNews(Waiting, trouble, clock.GetUtcNow()))
        {
            Waits(dispatch.Id, trouble);
        }

        // Not again for each second that stands in its words. The ledger's own trouble cannot be written into the
        // ledger.
        var key = trouble is null ? null : SayOnce.KeyOf(trouble);
        if (key == _written || writer.Trouble is not null)
        {
            return;
        }

        try
        {
            await dispatches.ExplainAsync(dispatch.Id, trouble, CancellationToken.None);
            _written = key;
        }
        catch (Exception e) when (e is SqliteException or StorageException)
        {
            // The ledger's writer will meet the same, and say it.
        }
    }

    /// <summary>That the deadline will not be met, once that is more than a bad moment; null otherwise.</summary>
    private string? Late(string? trouble)
    {
        var (now, counts) = (clock.GetUtcNow(), progress.Read());
        progress.Outlook = _forecast.Add(now, counts.Settled, counts.Open, isHeld: trouble is not null);
        _cause = trouble ?? _cause;
        if (now - _begin < Settling || DeadlineWarning.Of(progress.Outlook, now, _cause) is not { } late)
        {
            _lateSince = null;
            return null;
        }

        _lateSince ??= now;
        return now - _lateSince >= Persisting ? late : null;
    }

    private void Notice(string? general, string? late)
    {
        progress.Notice = general ?? late;
        foreach (var (about, notice) in (ReadOnlySpan<(string, string?)>)[("notice", general), ("deadline", late)])
        {
            if (notice is null)
            {
                _said.IsOver(about);
            }
            else if (_said.IsNews(about, notice, clock.GetUtcNow()))
            {
                Noticed(dispatch.Id, notice);
            }
        }
    }

    [LoggerMessage(2003, LogLevel.Error, "Dispatch {DispatchId} waits: {Trouble}")]
    private partial void Waits(long dispatchId, string trouble);

    [LoggerMessage(2004, LogLevel.Information, "Dispatch {DispatchId} goes on")]
    private partial void GoesOn(long dispatchId);

    [LoggerMessage(2010, LogLevel.Warning, "Dispatch {DispatchId} is sent more slowly: {Pace}")]
    private partial void Slowed(long dispatchId, string pace);

    [LoggerMessage(2009, LogLevel.Warning, "Dispatch {DispatchId}: {Notice}")]
    private partial void Noticed(long dispatchId, string notice);
}
