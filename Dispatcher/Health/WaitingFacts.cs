using Dapper;
using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Delivery;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Relays;
using Newsletter.Dispatcher.Schedule;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Health;

/// <summary>
/// Finds out what waits now. While the database cannot be read, what was read last stands: a locked database must not
/// hide that a dispatch waits for it. Not for several threads at once.
/// Tests: WaitingDispatchAlertTests.
/// </summary>
internal sealed class WaitingFacts(
    Database database,
    RunningDispatches running,
    RelayPool relays,
    WatchTable watch,
    SlotCalendar calendar,
    TimeProvider clock
)
{
    private readonly DispatchStore _dispatches = new(database, clock);
    private readonly Ledger _ledger = new(database, clock);
    private readonly WaveStore _waves = new(database, clock);
    private readonly DispatchedSlots _slots = new(database);
    private readonly ReaderZones _zones = new(database);

    private IReadOnlyList<OpenDispatch> _open = [];
    private SlotRows? _rows;

    public async Task<IReadOnlyList<Waiting>> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            await RefreshAsync(cancellationToken);
        }
        catch (Exception e) when (e is SqliteException or StorageException)
        {
            // The schedule meets the same and says it; what was read last stands.
        }

        var (now, inTheWay, isRelay) = (clock.GetUtcNow(), watch.Obstacles.Now, relays.Trouble is not null);
        List<Waiting> waiting = [];
        foreach (var open in _open)
        {
            var progress = running.ProgressOf(open.Dispatch.Id);
            if (Waiting.Of(open.Dispatch, progress, inTheWay, isRelay, open.Deadline, open.Readers, now) is { } one)
            {
                waiting.Add(one);
            }
        }

        if (_rows is { } rows)
        {
            var waves = new Waves(calendar, rows.Zones);
            waiting.AddRange(
                DueSlots
                    .Decide(waves, now, rows.WatchSince, rows.Dispatched)
                    .OfType<SlotDecision.Start>()
                    .Select(start =>
                        Waiting.Of(start.Slot, waves.SpanOf(start.Slot, rows.WatchSince)!, inTheWay, rows.Readers)
                    )
            );
        }

        return waiting;
    }

    /// <summary>What became of something that waits no longer, for <see cref="WaitingNews.Outcome"/>.</summary>
    /// <returns>Null when it goes on, or when that is not known.</returns>
    public async Task<(string Words, bool IsLost)?> OutcomeAsync(string about, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await database.OpenAsync(cancellationToken);
            var state = await connection.ExecuteScalarAsync<string?>(
                new CommandDefinition(
                    "SELECT state FROM dispatches WHERE 'dispatch ' || id = @about OR (kind = 'issue' AND 'slot ' || "
                        + "slot_date = @about)",
                    new { about },
                    cancellationToken: cancellationToken
                )
            );
            return DispatchStates.Words.Find(state) switch
            {
                DispatchState.Done => ("is done", false),
                DispatchState.Stopped => ("was stopped", true),
                DispatchState.Missed => ("was missed", true),
                _ => null,
            };
        }
        catch (Exception e) when (e is SqliteException or StorageException)
        {
            return null;
        }
    }

    private async Task RefreshAsync(CancellationToken cancellationToken)
    {
        List<OpenDispatch> open = [];
        foreach (var dispatch in await _dispatches.OpenAsync(cancellationToken))
        {
            // Counting a million rows takes a second: only after a change, and not while it is sent and counts by
            // itself.
            var before = _open.FirstOrDefault(one => one.Dispatch == dispatch);
            var isCounted = before?.Readers is not null || running.ProgressOf(dispatch.Id) is not null;
            open.Add(
                new(
                    dispatch,
                    before?.Deadline
                        ?? DispatchDeadline.Of(
                            calendar,
                            dispatch,
                            await _waves.ReadAsync(dispatch.Id, cancellationToken)
                        ),
                    isCounted
                        ? before?.Readers
                        : ProgressCounts.Of(dispatch, await _ledger.CountsAsync(dispatch.Id, cancellationToken)).Open
                )
            );
        }

        _open = open;
        if (await watch.ReadAsync(cancellationToken) is { } seen)
        {
            var rows = new SlotRows(
                await _slots.ReadAsync(cancellationToken),
                await _zones.ReadAsync(cancellationToken),
                seen.SinceAt,
                _rows?.Readers
            );
            var isDue = DueSlots
                .Decide(new Waves(calendar, rows.Zones), clock.GetUtcNow(), rows.WatchSince, rows.Dispatched)
                .Any(one => one is SlotDecision.Start);
            _rows = isDue
                ? rows with
                {
                    Readers = rows.Readers ?? await CountReadersAsync(cancellationToken),
                }
                : rows with
                {
                    Readers = null,
                };
        }
    }

    private async Task<long> CountReadersAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<long>(
            new CommandDefinition(
                "SELECT count(*) FROM subscribers WHERE status = 'active'",
                cancellationToken: cancellationToken
            )
        );
    }

    /// <param name="Readers">Who is still due; null while it is sent, which counts by itself.</param>
    private sealed record OpenDispatch(Dispatch Dispatch, DateTimeOffset? Deadline, long? Readers);

    /// <param name="Readers">Active subscribers; null where no slot waits.</param>
    private sealed record SlotRows(
        IReadOnlyList<DispatchedSlot> Dispatched,
        IReadOnlyList<ZoneReaders> Zones,
        DateTimeOffset WatchSince,
        long? Readers
    );
}
