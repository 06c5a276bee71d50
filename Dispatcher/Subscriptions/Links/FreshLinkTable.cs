using System.Security.Cryptography;
using System.Text;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Newsletter.Dispatcher.Subscriptions.Links;

/// <summary>
/// The table <c>fresh_links</c>: links that work once. It knows them by their hash only.
/// Tests: FreshLinkTests.
/// </summary>
internal static class FreshLinkTable
{
    /// <summary>
    /// SHA-256 of what stands in the link, in hexadecimal. A plain hash is enough: the link is 128 random bits, which
    /// nobody can try through.
    /// </summary>
    public static string HashOf(string link) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(link)));

    public static Task AddAsync(SqliteConnection connection, SqliteTransaction transaction, FreshLink link) =>
        connection.ExecuteAsync(
            """
            INSERT INTO fresh_links (token_hash, matter, subscriber_id, email, created_at, expires_at)
            VALUES (@TokenHash, @Matter, @SubscriberId, @Email, @CreatedAt, @ExpiresAt)
            """,
            link,
            transaction
        );

    /// <param name="link">As it stands in the address of the page.</param>
    public static async Task<FreshLink?> FindAsync(
        SqliteConnection connection,
        SqliteTransaction? transaction,
        string link
    ) =>
        await connection.QuerySingleOrDefaultAsync<FreshLink>(
            """
            SELECT token_hash, matter, subscriber_id, email, created_at, expires_at, used_at
              FROM fresh_links
             WHERE token_hash = @hash
            """,
            new { hash = HashOf(link) },
            transaction
        );

    /// <summary>Uses a link up. Of two at the same time one gets it.</summary>
    /// <returns>False when it was used before, or is over.</returns>
    public static async Task<bool> UseAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        string tokenHash,
        DateTimeOffset now
    ) =>
        await connection.ExecuteAsync(
            "UPDATE fresh_links SET used_at = @now WHERE token_hash = @tokenHash AND used_at IS NULL AND expires_at > "
                + "@now",
            new { tokenHash, now },
            transaction
        ) > 0;

    /// <summary>Gives a link back whose matter came to nothing, so that the person can try again.</summary>
    public static Task ReleaseAsync(SqliteConnection connection, SqliteTransaction transaction, string tokenHash) =>
        connection.ExecuteAsync(
            "UPDATE fresh_links SET used_at = NULL WHERE token_hash = @tokenHash",
            new { tokenHash },
            transaction
        );

    /// <summary>
    /// Ends every link of a person except the one that takes a change of address back: a thief who changed the address
    /// must not be able to end that one. Also a link in use ends, because it may be given back.
    /// </summary>
    public static Task EndAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        long subscriberId,
        DateTimeOffset now
    ) =>
        connection.ExecuteAsync(
            """
            UPDATE fresh_links
               SET expires_at = CASE WHEN expires_at < @now THEN expires_at ELSE @now END
             WHERE subscriber_id = @subscriberId AND matter <> 'refuse'
            """,
            new { subscriberId, now },
            transaction
        );

    /// <summary>Until when the address before can take the last change back; null when it cannot.</summary>
    public static async Task<DateTimeOffset?> RefusableUntilAsync(
        SqliteConnection connection,
        SqliteTransaction? transaction,
        long subscriberId,
        DateTimeOffset now
    ) =>
        await connection.ExecuteScalarAsync<long?>(
            """
            SELECT max(expires_at)
              FROM fresh_links
             WHERE subscriber_id = @subscriberId AND matter = 'refuse' AND used_at IS NULL AND expires_at > @now
            """,
            new { subscriberId, now },
            transaction
        )
            is { } until
            ? DateTimeOffset.FromUnixTimeMilliseconds(until)
            : null;

    /// <summary>
    /// Deletes links that were over before an instant. Those that take a change back stay: they are the only record of
    /// an address that the person had.
    /// </summary>
    public static Task DropOldAsync(
        SqliteConnection connection,
        DateTimeOffset before,
        CancellationToken cancellationToken
    ) =>
        connection.ExecuteAsync(
            new CommandDefinition(
                "DELETE FROM fresh_links WHERE matter <> 'refuse' AND expires_at < @before",
                new { before },
                cancellationToken: cancellationToken
            )
        );
}
