using Dapper;
using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Subscriptions.SignUp;

/// <summary>The table <c>sign_up_queue</c>: sign-ups that wait for the limits of the hour.</summary>
internal static class SignUpQueue
{
    /// <summary>More than these are a flood; further ones are told to come back later.</summary>
    public const int Most = 10_000;

    /// <summary>The same from one network (IPv4 /24, IPv6 /48).</summary>
    public const int MostPerNetwork = 200;

    /// <summary>A person who has waited so long has asked again, or does not want it any more.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(2);

    /// <summary>
    /// Lets an address wait. An address that waits already keeps its turn, but goes to the network that asked last: a
    /// stranger who asked first must not tie it to the turn of a flood.
    /// </summary>
    /// <returns>The network that the address waited with until now; null when it did not wait.</returns>
    public static async Task<string?> AddAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        EmailAddress address,
        string? timeZone,
        string network,
        DateTimeOffset now
    )
    {
        var before = await connection.ExecuteScalarAsync<string?>(
            "SELECT network FROM sign_up_queue WHERE email_key = @Key",
            new { address.Key },
            transaction
        );
        await connection.ExecuteAsync(
            """
            INSERT INTO sign_up_queue (email, email_key, time_zone, network, asked_at)
            VALUES (@Value, @Key, @timeZone, @network, @now)
                ON CONFLICT (email_key) DO UPDATE SET network = excluded.network
            """,
            new
            {
                address.Value,
                address.Key,
                timeZone,
                network,
                now,
            },
            transaction
        );
        return before;
    }

    /// <summary>The oldest of each network, the oldest network first.</summary>
    public static async Task<IReadOnlyList<QueuedSignUp>> FirstsAsync(
        Database database,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return
        [
            .. await connection.QueryAsync<QueuedSignUp>(
                new CommandDefinition(
                    """
                    SELECT id, email, time_zone, network
                      FROM sign_up_queue
                     WHERE id IN (SELECT min(q.id) FROM sign_up_queue q GROUP BY q.network)
                     ORDER BY id
                    """,
                    cancellationToken: cancellationToken
                )
            ),
        ];
    }

    /// <summary>How many wait, by network.</summary>
    public static async Task<IReadOnlyList<(string Network, long Waiting)>> CountAsync(
        Database database,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return
        [
            .. await connection.QueryAsync<(string, long)>(
                new CommandDefinition(
                    "SELECT network, count(*) FROM sign_up_queue GROUP BY network",
                    cancellationToken: cancellationToken
                )
            ),
        ];
    }

    /// <summary>How many wait, and since when.</summary>
    public static async Task<QueuedSignUps> ReadAsync(Database database, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.QuerySingleAsync<QueuedSignUps>(
            new CommandDefinition(
                "SELECT count(*) AS waiting, min(asked_at) AS oldest_at FROM sign_up_queue",
                cancellationToken: cancellationToken
            )
        );
    }

    public static Task RemoveAsync(SqliteConnection connection, SqliteTransaction transaction, long id) =>
        connection.ExecuteAsync("DELETE FROM sign_up_queue WHERE id = @id", new { id }, transaction);

    /// <summary>Forgets addresses.</summary>
    /// <param name="keys">Whatever the person had.</param>
    public static Task EraseAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        IReadOnlyCollection<string> keys
    ) => connection.ExecuteAsync("DELETE FROM sign_up_queue WHERE email_key IN @keys", new { keys }, transaction);

    /// <summary>Removes what has waited too long.</summary>
    /// <returns>How many.</returns>
    public static async Task<int> ExpireAsync(
        Database database,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.ExecuteAsync(
            new CommandDefinition(
                "DELETE FROM sign_up_queue WHERE asked_at < @before",
                new { before = now - Longest },
                cancellationToken: cancellationToken
            )
        );
    }
}
