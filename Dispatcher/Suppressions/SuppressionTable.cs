using Dapper;
using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Suppressions;

/// <summary>The table <c>suppressions</c>: addresses that must get nothing, whatever the list says.</summary>
internal static class SuppressionTable
{
    /// <summary>Suppresses an address, and marks its subscriber as bounced unless they left in another way.</summary>
    /// <param name="key">The address's key.</param>
    /// <param name="evidence">What the relay said.</param>
    /// <returns>False when it was suppressed before; the first reason stays.</returns>
    public static async Task<bool> AddAsync(
        SqliteConnection connection, SqliteTransaction transaction, string key, string reason, string? evidence, DateTimeOffset now)
    {
        var added = await connection.ExecuteAsync(
            """
            INSERT INTO suppressions (email_key, reason, evidence, created_at)
            VALUES (@key, @reason, @evidence, @now)
                ON CONFLICT (email_key) DO NOTHING
            """,
            new { key, reason, evidence, now },
            transaction);
        await connection.ExecuteAsync(
            """
            UPDATE subscribers
               SET status = 'bounced', updated_at = @now
             WHERE email_key = @key AND status IN ('pending', 'active', 'paused', 'expired')
            """,
            new { key, now },
            transaction);
        return added > 0;
    }

    /// <summary>All of them, by address.</summary>
    public static async Task<IReadOnlyList<SuppressedAddress>> ListAsync(Database database, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return [.. await connection.QueryAsync<SuppressedAddress>(new CommandDefinition(
            "SELECT email_key AS email, reason, evidence, created_at FROM suppressions ORDER BY email_key", cancellationToken: cancellationToken))];
    }

    /// <summary>Lets an address get mail again; its subscriber stays bounced unless asked to come back.</summary>
    /// <param name="reactivate">Also makes a bounced subscriber active.</param>
    /// <returns>False when it was not suppressed.</returns>
    public static async Task<bool> RemoveAsync(
        SqliteConnection connection, SqliteTransaction transaction, string key, bool reactivate, DateTimeOffset now)
    {
        var removed = await connection.ExecuteAsync("DELETE FROM suppressions WHERE email_key = @key", new { key }, transaction);
        if (reactivate)
        {
            await connection.ExecuteAsync(
                "UPDATE subscribers SET status = 'active', updated_at = @now WHERE email_key = @key AND status = 'bounced'",
                new { key, now },
                transaction);
        }

        return removed > 0;
    }
}
