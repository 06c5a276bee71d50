using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Schedule;

/// <summary>
/// What keeps the service from sending: the obstacles of the last tick, and older ones in <see cref="ObstacleTable"/>.
/// While the database cannot be written, they are kept in memory and written later. Thread-safe.
/// Tests: WatchTableTests.
/// </summary>
internal sealed class Obstacles(Database database)
{
    /// <summary>How often the row of a lasting obstacle is updated.</summary>
    private static readonly TimeSpan Grain = TimeSpan.FromMinutes(1);

    /// <summary>The memory for unwritten obstacles is bounded; the oldest are dropped.</summary>
    private const int MostUnwritten = 1000;

    private readonly ObstacleTable _table = new(database);
    private readonly Lock _lock = new();
    private readonly Dictionary<Obstacle, DateTimeOffset> _written = [];
    private readonly List<Obstacle> _unwritten = [];
    private IReadOnlyList<Obstacle> _now = [];

    /// <summary>The obstacles of the last tick; empty when there was none.</summary>
    public IReadOnlyList<Obstacle> Now
    {
        get
        {
            lock (_lock)
            {
                return _now;
            }
        }
    }

    /// <summary>Turns an error of the database or of a file into an obstacle with a text for people.</summary>
    public Obstacle OfError(Exception error, DateTimeOffset now) =>
        new(
            ObstacleCause.Database,
            SlotDate: null,
            error is SqliteException sqlite ? database.Explain(sqlite) : error.Message,
            now,
            now
        );

    /// <summary>
    /// Replaces the obstacles of the last tick. One that was there at the tick before keeps its start.
    /// </summary>
    public void Set(IReadOnlyList<Obstacle> met)
    {
        lock (_lock)
        {
            _now =
            [
                .. met.Select(one =>
                    _now.FirstOrDefault(one.Continues) is { } before ? one with { FromAt = before.FromAt } : one
                ),
            ];
            foreach (var one in _now)
            {
                _unwritten.RemoveAll(other => one.Continues(other));
                _unwritten.Add(one);
            }

            if (_unwritten.Count > MostUnwritten)
            {
                _unwritten.RemoveRange(0, _unwritten.Count - MostUnwritten);
            }
        }
    }

    /// <summary>Adds an obstacle that is known only afterwards, for example that the service was not running.</summary>
    public void Add(Obstacle known)
    {
        lock (_lock)
        {
            _unwritten.Add(known);
        }
    }

    /// <summary>
    /// Writes down that another process sends from the database. If that cannot be written, it is dropped.
    /// </summary>
    /// <param name="since">Since when this process waits for the database; null when it does not wait.</param>
    public async Task NoteHeldAsync(DateTimeOffset? since, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (since is not { } from)
        {
            return;
        }

        Add(new(ObstacleCause.Held, SlotDate: null, Detail: null, from, now));
        try
        {
            await WriteAsync(cancellationToken);
        }
        catch (Exception e) when (e is SqliteException or StorageException)
        {
            // A missed slot then only has a less exact reason.
        }
    }

    /// <summary>Writes what is not in the database yet.</summary>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        List<Obstacle> waiting;
        lock (_lock)
        {
            waiting = [.. _unwritten.Where(IsWorthWriting)];
        }

        if (waiting.Count == 0)
        {
            return;
        }

        await _table.WriteAsync(waiting, cancellationToken);
        lock (_lock)
        {
            _unwritten.RemoveAll(waiting.Contains);
            _written.Clear();
            foreach (var one in _now)
            {
                _written[one with { UntilAt = default }] = one.UntilAt;
            }
        }
    }

    /// <summary>The obstacles seen since an instant, written or not, in order of time.</summary>
    public async Task<IReadOnlyList<Obstacle>> ReadAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        var written = await _table.ReadAsync(since, cancellationToken);
        lock (_lock)
        {
            return [.. written.Concat(_unwritten).OrderBy(one => one.FromAt)];
        }
    }

    /// <summary>True for a new obstacle, for one that has ended, and for one whose row is a minute old.</summary>
    private bool IsWorthWriting(Obstacle one) =>
        !_now.Contains(one)
        || !_written.TryGetValue(one with { UntilAt = default }, out var at)
        || one.UntilAt - at >= Grain;
}
