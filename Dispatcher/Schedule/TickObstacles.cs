using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Schedule;

/// <summary>
/// Collects what each tick finds in the way of sending, logs it as often as <see cref="SayOnce"/> decides, and writes
/// it down. Not thread-safe: one tick at a time.
/// Tests: DueWorkTests.
/// </summary>
internal sealed class TickObstacles(WatchTable watch, DueWorkLog log, TimeProvider clock)
{
    /// <summary>How far back obstacles are read: as far as missed slots are looked for, and some days more.</summary>
    private static readonly TimeSpan LookBack = TimeSpan.FromDays(65);

    /// <summary>What ticks logged, by <see cref="Obstacle.About"/>.</summary>
    private readonly SayOnce _said = new();

    /// <summary>The obstacles of the present tick.</summary>
    private readonly List<Obstacle> _met = [];

    /// <summary>When this process last ticked with a plausible clock; null before its first tick.</summary>
    private DateTimeOffset? _lastTick;

    /// <summary>When the clock was last plausible; null while it is.</summary>
    private DateTimeOffset? _clockWrongSince;

    /// <summary>All known obstacles, as of the present tick.</summary>
    public IReadOnlyList<Obstacle> Known { get; private set; } = [];

    /// <summary>True for an error of the database or of a file, which may be gone at a later tick.</summary>
    public static bool IsOfStorage(Exception error) =>
        error is SqliteException or StorageException or IOException or UnauthorizedAccessException;

    /// <summary>
    /// Begins a tick: checks the clock, finds out what was in the way since the last tick, and writes down that the
    /// service watches.
    /// </summary>
    /// <returns>Since when the service watches; null when the clock is not plausible: then the tick must do
    /// nothing.</returns>
    public async Task<DateTimeOffset?> BeginTickAsync(CancellationToken cancellationToken)
    {
        _met.Clear();
        var now = clock.GetUtcNow();
        var before = await watch.ReadAsync(cancellationToken);
        if (ClockCheck.Doubt(now, before?.LastSeenAt) is { } doubt)
        {
            // Use the last plausible time, because the present one is wrong.
            _clockWrongSince ??= before?.LastSeenAt ?? now;
            Meet(new(ObstacleCause.Clock, SlotDate: null, doubt, _clockWrongSince.Value, _clockWrongSince.Value));
            return null;
        }

        await NoteGapAsync(before?.LastSeenAt, now, cancellationToken);
        return (await watch.SeenAsync(now, cancellationToken)).SinceAt;
    }

    /// <summary>Records an obstacle and logs it as often as <see cref="SayOnce"/> decides.</summary>
    public void Meet(Obstacle obstacle)
    {
        MeetUnsaid(obstacle);
        if (IsNews(obstacle, obstacle.Detail ?? ""))
        {
            log.CannotSend(
                obstacle.SlotDate is { } date
                    ? FormattableString.Invariant($"{date:yyyy-MM-dd}: {obstacle.Detail}")
                    : obstacle.Detail ?? ""
            );
        }
    }

    /// <summary>Records an obstacle that the caller logs itself.</summary>
    public void MeetUnsaid(Obstacle obstacle) => _met.Add(obstacle);

    /// <summary>True when a text about an obstacle should be logged now.</summary>
    public bool IsNews(Obstacle obstacle, string text) => _said.IsNews(obstacle.About, text, clock.GetUtcNow());

    /// <summary>Records that an error ended the tick; <see cref="IsOfStorage"/> is true for that error.</summary>
    public void MeetError(Exception error)
    {
        var now = clock.GetUtcNow();
        _lastTick = now;
        Meet(watch.Obstacles.OfError(error, now));
    }

    /// <summary>Ends a tick: publishes the obstacles that it met. An obstacle that it did not meet is over.</summary>
    public async Task EndTickAsync(CancellationToken cancellationToken)
    {
        watch.Obstacles.Set(_met);
        _said.EndAllBut(_met.Select(one => one.About).ToHashSet(StringComparer.Ordinal));
        try
        {
            await watch.Obstacles.WriteAsync(cancellationToken);
        }
        catch (Exception e) when (IsOfStorage(e))
        {
            // The obstacles stay in memory, and a later tick writes them. The tick itself meets the same error and logs
            // it.
        }
    }

    /// <summary>
    /// Finds out what was in the way since the last tick, so that a slot that is missed now gets its true reason.
    /// </summary>
    private async Task NoteGapAsync(DateTimeOffset? lastSeen, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var since = now - LookBack;
        if (_clockWrongSince is { } wrongSince)
        {
            watch.Obstacles.Add(new(ObstacleCause.Clock, SlotDate: null, Detail: null, wrongSince, now));
        }
        else if (
            RunningGap.Of(lastSeen, _lastTick, now, await watch.Obstacles.ReadAsync(since, cancellationToken)) is
            { } gap
        )
        {
            watch.Obstacles.Add(gap);
        }

        (_lastTick, _clockWrongSince) = (now, null);
        await watch.Obstacles.WriteAsync(cancellationToken);
        Known = await watch.Obstacles.ReadAsync(since, cancellationToken);
    }
}
