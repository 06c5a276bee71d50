using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Schedule;

/// <summary>
/// What each tick finds in the way of sending: it is said as often as <see cref="SayOnce"/> decides, and written down.
/// For one tick at a time.
/// </summary>
internal sealed class TickObstacles(WatchTable watch, DueWorkLog log, TimeProvider clock)
{
    /// <summary>As far as missed slots are looked for, and some days more.</summary>
    private static readonly TimeSpan LookBack = TimeSpan.FromDays(65);

    /// <summary>What ticks say, by <see cref="Obstacle.About"/>.</summary>
    private readonly SayOnce _said = new();

    /// <summary>What the present tick met.</summary>
    private readonly List<Obstacle> _met = [];

    /// <summary>When this process last looked, by a clock that could be believed; null before its first look.</summary>
    private DateTimeOffset? _lastTick;

    /// <summary>When the clock was last right; null while it is.</summary>
    private DateTimeOffset? _clockWrongSince;

    /// <summary>What was in the way of sending, as the present tick knows it.</summary>
    public IReadOnlyList<Obstacle> Known { get; private set; } = [];

    /// <summary>True for an error of the database or of a file, which a later tick may not meet any more.</summary>
    public static bool IsOfStorage(Exception error) =>
        error is SqliteException or StorageException or IOException or UnauthorizedAccessException;

    /// <summary>
    /// Begins a tick: asks whether the clock can be believed, finds out what was in the way since the last tick, and
    /// writes down that the service watches.
    /// </summary>
    /// <returns>Since when the service watches; null when the clock cannot be believed: then nothing may be
    /// done.</returns>
    public async Task<DateTimeOffset?> BeginTickAsync(CancellationToken cancellationToken)
    {
        _met.Clear();
        var now = clock.GetUtcNow();
        var before = await watch.ReadAsync(cancellationToken);
        if (ClockCheck.Doubt(now, before?.LastSeenAt) is { } doubt)
        {
            // By the last time that was right: the present one would be written down wrong.
            _clockWrongSince ??= before?.LastSeenAt ?? now;
            Meet(new(ObstacleCause.Clock, SlotDate: null, doubt, _clockWrongSince.Value, _clockWrongSince.Value));
            return null;
        }

        await NoteGapAsync(before?.LastSeenAt, now, cancellationToken);
        return (await watch.SeenAsync(now, cancellationToken)).SinceAt;
    }

    /// <summary>Something is in the way; it is said as often as <see cref="SayOnce"/> decides.</summary>
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

    /// <summary>Something is in the way, and the caller says it where anything is to be said.</summary>
    public void MeetUnsaid(Obstacle obstacle) => _met.Add(obstacle);

    /// <summary>True when a text about an obstacle is to be said now.</summary>
    public bool IsNews(Obstacle obstacle, string text) => _said.IsNews(obstacle.About, text, clock.GetUtcNow());

    /// <summary>The tick was ended by an error for which <see cref="IsOfStorage"/> is true.</summary>
    public void MeetError(Exception error)
    {
        var now = clock.GetUtcNow();
        _lastTick = now;
        Meet(watch.Obstacles.OfError(error, now));
    }

    /// <summary>Ends a tick: what it met stands for others to see, and what it did not meet is over.</summary>
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
            // It is kept in memory and written at a later tick; the tick itself meets the same trouble and says it.
        }
    }

    /// <summary>
    /// Finds out what was in the way since the last look, so that what is missed now has its true reason.
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
