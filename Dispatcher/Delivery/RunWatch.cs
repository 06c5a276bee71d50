using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Delivery;

/// <summary>
/// Looks at a run from outside while it sends: says once what it waits for and once that it goes on, and ends a run
/// that another process has paused, stopped or corrected, also while no message comes up that would notice.
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
    ILogger<RunWatch> logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <summary>The first seconds, when connections are opened, say little about the rest.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(10);

    /// <summary>A found pace changes all the time: what is shown of it changes less often.</summary>
    private static readonly TimeSpan BetweenPaces = TimeSpan.FromSeconds(5);

    private readonly Forecast _forecast = new(progress.Deadline);
    private readonly DateTimeOffset _begin = clock.GetUtcNow();
    private string? _trouble;
    private string? _notice;
    private string? _late;
    private DateTimeOffset? _paceToldAt;

    /// <summary>Watches until the run stops, and stops it when it must not go on.</summary>
    public async Task RunAsync(CancellationTokenSource stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await SayAsync(writer.Trouble ?? relays.Trouble);
            Notice(relays.Notice ?? guard.Notice ?? Late());
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
            return await dispatches.FindAsync(dispatch.Id, CancellationToken.None) is not { State: DispatchState.Sending } now
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
        if (trouble == _trouble)
        {
            return;
        }

        _trouble = trouble;
        if (trouble is null)
        {
            GoesOn(dispatch.Id);
        }
        else
        {
            Waits(dispatch.Id, trouble);
        }

        try
        {
            // The ledger's own trouble cannot be written into the ledger; log and progress bar have it.
            if (writer.Trouble is null)
            {
                await dispatches.ExplainAsync(dispatch.Id, trouble, CancellationToken.None);
            }
        }
        catch (Exception e) when (e is SqliteException or StorageException)
        {
            // The ledger's writer will meet the same, and say it.
        }

        progress.Waiting = trouble;
    }

    /// <summary>That the deadline will not be met; said once, so in the words of the first prediction.</summary>
    private string? Late()
    {
        var (now, counts) = (clock.GetUtcNow(), progress.Read());
        var outlook = _forecast.Add(now, counts.Settled, counts.Open);
        if (_late is null && now - _begin >= Settling && outlook is { Deadline: { } deadline, Late: { } late } && late > TimeSpan.Zero)
        {
            _late = outlook.End is { } end
                ? $"the last message will go at about {end.ToOffset(deadline.Offset):HH:mm:ss}, after the deadline at {deadline:HH:mm}"
                : $"the deadline at {deadline:HH:mm} has passed";
        }

        return _late;
    }

    private void Notice(string? notice)
    {
        if (notice != _notice)
        {
            _notice = notice;
            progress.Notice = notice;
            if (notice is not null)
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
