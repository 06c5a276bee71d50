using Dapper;
using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Schedule;

/// <summary>
/// The one row of table <c>watch</c>: since when this database's service watches slots, and when it last did.
/// </summary>
/// <remarks>
/// Order at start: <see cref="ReadAsync"/>, then <see cref="ClockCheck"/> with what it says, and only then
/// <see cref="SeenAsync"/> or <see cref="TrustAsync"/>, so that a wrong clock is never written down as seen.
/// </remarks>
internal sealed class WatchTable(Database database)
{
    /// <summary>How exact <see cref="WatchState.LastSeenAt"/> is; a tick that comes sooner writes nothing.</summary>
    private static readonly TimeSpan Grain = TimeSpan.FromMinutes(1);

    /// <summary>What keeps the service from sending, now and before.</summary>
    public Obstacles Obstacles { get; } = new(database);

    /// <summary>The row, or null where no service has watched yet. Changes nothing.</summary>
    public async Task<WatchState?> ReadAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<WatchState>(
            new CommandDefinition("SELECT since_at, last_seen_at FROM watch", cancellationToken: cancellationToken)
        );
    }

    /// <summary>
    /// Begins the watch, or moves its last sight forward: at most one write a minute, never backward.
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
    /// Believes the clock because an operator said so: the last sight is <paramref name="now"/>, even where that is
    /// earlier, and a watch that began in a future that was wrong begins now.
    /// </summary>
    public async Task<WatchState> TrustAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        // What is missed since was missed because nobody sent, or because the clock was wrong: nobody knows any more.
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
    /// Begins the watch anew: no slot before now is looked at any more. Does nothing where none has begun.
    /// </summary>
    public static Task RestartAsync(SqliteConnection connection, SqliteTransaction transaction, DateTimeOffset now) =>
        connection.ExecuteAsync("UPDATE watch SET since_at = @now, last_seen_at = @now", new { now }, transaction);
}
