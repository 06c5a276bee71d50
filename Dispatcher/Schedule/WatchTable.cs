using Dapper;
using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Schedule;

/// <summary>
/// The one row of the table <c>watch</c>: since when the service watches slots with this database, and when it last
/// ran.
/// </summary>
/// <remarks>
/// Order at start: <see cref="ReadAsync"/>, then <see cref="ClockCheck"/> with the result, and only then
/// <see cref="SeenAsync"/> or <see cref="TrustAsync"/>, so that a wrong time is never written.
/// </remarks>
internal sealed class WatchTable(Database database)
{
    /// <summary>How exact <see cref="WatchState.LastSeenAt"/> is; a tick that comes sooner writes nothing.</summary>
    private static readonly TimeSpan Grain = TimeSpan.FromMinutes(1);

    /// <summary>What keeps the service from sending, now and before.</summary>
    public Obstacles Obstacles { get; } = new(database);

    /// <summary>The row; null when no service has watched yet. Writes nothing.</summary>
    public async Task<WatchState?> ReadAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<WatchState>(
            new CommandDefinition("SELECT since_at, last_seen_at FROM watch", cancellationToken: cancellationToken)
        );
    }

    /// <summary>
    /// Begins the watch, or moves <see cref="WatchState.LastSeenAt"/> forward: at most one write a minute, never
    /// backward.
    /// </summary>
    /// <returns>The row as it is now.</returns>
    public async Task<WatchState> SeenAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await ReadAsync(cancellationToken) is { } seen && now < seen.LastSeenAt + Grain)
        {
            return seen;
        }

        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.QuerySingleAsync<WatchState>(
            new CommandDefinition(
                """
                INSERT INTO watch (id, since_at, last_seen_at)
                VALUES (1, @now, @now)
                    ON CONFLICT (id) DO UPDATE
                   SET last_seen_at = CASE WHEN watch.last_seen_at > excluded.last_seen_at THEN watch.last_seen_at
                       ELSE excluded.last_seen_at END
                RETURNING since_at, last_seen_at
                """,
                new { now },
                cancellationToken: cancellationToken
            )
        );
    }

    /// <summary>
    /// Takes the clock as right because an operator said so: <see cref="WatchState.LastSeenAt"/> becomes
    /// <paramref name="now"/>, even if that is earlier, and a watch that began at a wrong time in the future begins
    /// now.
    /// </summary>
    public async Task<WatchState> TrustAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        // Slots since then were missed because no service ran or because the clock was wrong. Nobody can tell which, so
        // the gap is recorded with the cause Clock.
        if (RunningGap.Of((await ReadAsync(cancellationToken))?.LastSeenAt, lastTick: null, now, known: []) is { } gap)
        {
            Obstacles.Add(gap with { Cause = ObstacleCause.Clock });
            await Obstacles.WriteAsync(cancellationToken);
        }

        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.QuerySingleAsync<WatchState>(
            new CommandDefinition(
                """
                INSERT INTO watch (id, since_at, last_seen_at)
                VALUES (1, @now, @now)
                    ON CONFLICT (id) DO UPDATE
                   SET since_at = CASE WHEN watch.since_at < excluded.since_at THEN watch.since_at
                       ELSE excluded.since_at END,
                       last_seen_at = excluded.last_seen_at
                RETURNING since_at, last_seen_at
                """,
                new { now },
                cancellationToken: cancellationToken
            )
        );
    }

    /// <summary>
    /// Restarts the watch: slots before now are ignored from now on. Does nothing when no watch has begun.
    /// </summary>
    public static Task RestartAsync(SqliteConnection connection, SqliteTransaction transaction, DateTimeOffset now) =>
        connection.ExecuteAsync("UPDATE watch SET since_at = @now, last_seen_at = @now", new { now }, transaction);
}
