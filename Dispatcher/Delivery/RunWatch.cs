using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Relays;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Delivery;

/// <summary>
/// Watches a run while it sends. Logs what the run waits for, that it goes on, and that the deadline is in danger, each
/// as often as <see cref="SayOnce"/> decides. Ends a run that another process has paused, stopped or corrected, even
/// when no message is due that would notice this.
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

    /// <summary>The first seconds, when connections are opened, are not representative of the rest.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(10);

    /// <summary>How long a prediction must stay the same before it is logged, so that one bad moment is not.</summary>
    private static readonly TimeSpan Persisting = TimeSpan.FromSeconds(30);

    /// <summary>A found pace changes all the time; the shown one is updated only this often.</summary>
    private static readonly TimeSpan BetweenPaces = TimeSpan.FromSeconds(5);

    private const string Waiting = "waiting";

    private readonly Forecast _forecast = new(progress.Deadline);
    private readonly DateTimeOffset _begin = clock.GetUtcNow();
    private readonly SayOnce _said = new();
    private string? _written = dispatch.Reason is { } reason ? SayOnce.KeyOf(reason) : null;
    private string? _cause;
    private DateTimeOffset? _lateSince;
    private DateTimeOffset? _paceToldAt;

    /// <summary>Watches until the run stops, and stops the run when it must not go on.</summary>
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

    /// <summary>Shows the reduced pace of a relay or domain that refused more; logs it once a run.</summary>
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
            // The ledger's writer meets the same error and reports it.
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
            // The ledger's writer reports the fault of the database.
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

        // The key leaves out numbers, so that a changed number is not news. A fault of the ledger cannot be written
        // into the ledger.
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
            // The ledger's writer meets the same error and reports it.
        }
    }

    /// <summary>Says that the deadline will be missed, once the prediction has lasted; null otherwise.</summary>
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
