using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Newsletter.Dispatcher.Audit;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Accounts;

/// <summary>
/// The table <c>desk_links</c>: secret links that work without a cookie. Who reads the database cannot make a link of
/// it, because it has only a hash of the secret. Tests: QueueCalendarTests.
/// </summary>
internal sealed class DeskLinkTable(Database database, AuditBook audit, TimeProvider clock)
{
    private const int SecretBytes = 32;

    /// <summary>A longer key is none of ours, and is not hashed.</summary>
    private const int LongestKey = 64;

    /// <summary>Makes the link of an account; the link before opens nothing any more.</summary>
    /// <returns>The secret of the link. It cannot be read again.</returns>
    public Task<string> RenewAsync(
        long accountId,
        DeskLinkKind kind,
        AuditEntry entry,
        CancellationToken cancellationToken
    ) =>
        database.InTransactionAsync(
            async (connection, transaction) =>
            {
                var key = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
                await connection.ExecuteAsync(
                    """
                    INSERT INTO desk_links (account_id, kind, key_hash, created_at)
                    VALUES (@accountId, @kind, @hash, @now)
                        ON CONFLICT (account_id, kind)
                        DO UPDATE SET key_hash = excluded.key_hash, created_at = excluded.created_at
                    """,
                    new
                    {
                        accountId,
                        kind = kind.Word(),
                        hash = HashOf(key),
                        now = clock.GetUtcNow(),
                    },
                    transaction
                );
                await audit.RecordAsync(connection, transaction, entry);
                return key;
            },
            cancellationToken
        );

    /// <returns>False when there was no link.</returns>
    public Task<bool> EndAsync(
        long accountId,
        DeskLinkKind kind,
        AuditEntry entry,
        CancellationToken cancellationToken
    ) =>
        database.InTransactionAsync(
            async (connection, transaction) =>
            {
                var ended = await connection.ExecuteAsync(
                    "DELETE FROM desk_links WHERE account_id = @accountId AND kind = @kind",
                    new { accountId, kind = kind.Word() },
                    transaction
                );
                if (ended > 0)
                {
                    await audit.RecordAsync(connection, transaction, entry);
                }

                return ended > 0;
            },
            cancellationToken
        );

    /// <summary>When the link of an account was made; null when there is none.</summary>
    public async Task<DateTimeOffset?> MadeAtAsync(
        long accountId,
        DeskLinkKind kind,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<DateTimeOffset?>(
            new CommandDefinition(
                "SELECT created_at FROM desk_links WHERE account_id = @accountId AND kind = @kind",
                new { accountId, kind = kind.Word() },
                cancellationToken: cancellationToken
            )
        );
    }

    /// <summary>The role that the account of a link has now.</summary>
    /// <returns>Null for a key that opens nothing: a wrong one, one that was renewed, one of an account that is gone.
    /// </returns>
    public async Task<Role?> RoleOfAsync(string? key, DeskLinkKind kind, CancellationToken cancellationToken)
    {
        if (key is null or { Length: > LongestKey })
        {
            return null;
        }

        var hash = HashOf(key);
        await using var connection = await database.OpenAsync(cancellationToken);
        var found = await connection.QuerySingleOrDefaultAsync<LinkRow>(
            new CommandDefinition(
                """
                SELECT l.key_hash, a.role
                  FROM desk_links l
                  JOIN accounts a ON a.id = l.account_id
                 WHERE l.key_hash = @hash AND l.kind = @kind
                """,
                new { hash, kind = kind.Word() },
                cancellationToken: cancellationToken
            )
        );

        // The index compares hashes, of which a stranger cannot choose the beginning; this comparison takes as long for
        // any of them.
        return
            found is not null
            && CryptographicOperations.FixedTimeEquals(
                Encoding.ASCII.GetBytes(found.KeyHash),
                Encoding.ASCII.GetBytes(hash)
            )
            ? found.Role
            : null;
    }

    private static string HashOf(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    private sealed record LinkRow
    {
        public required string KeyHash { get; init; }
        public required Role Role { get; init; }
    }
}
