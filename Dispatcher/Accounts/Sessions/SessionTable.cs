using Dapper;
using Microsoft.Data.Sqlite;

namespace Newsletter.Dispatcher.Accounts.Sessions;

/// <summary>The table <c>account_sessions</c>. It has only hashes of the tokens. Tests: SessionsTests.</summary>
internal static class SessionTable
{
    public static Task<long> AddAsync(
        SqliteConnection connection,
        SqliteTransaction? transaction,
        string tokenHash,
        Account account,
        SessionStart start,
        DateTimeOffset now
    ) =>
        connection.ExecuteScalarAsync<long>(
            """
            INSERT INTO account_sessions (token_hash, account_id, stamp, way, network, agent, created_at, last_seen_at,
                expires_at)
            VALUES (@tokenHash, @Id, @SavedStamp, @way, @Network, @agent, @now, @now, @expiresAt)
            RETURNING id
            """,
            new
            {
                tokenHash,
                account.Id,
                account.SavedStamp,
                way = start.Way.Word(),
                start.Network,
                agent = SessionRule.Agent(start.Agent),
                now,
                expiresAt = now + SessionRule.Longest,
            },
            transaction
        );

    /// <summary>
    /// The person of a session: null when it is over, was ended, or was opened before the account's stamp changed.
    /// </summary>
    public static Task<SignedIn?> FindAsync(
        SqliteConnection connection,
        SqliteTransaction? transaction,
        string tokenHash,
        DateTimeOffset now
    ) =>
        connection.QuerySingleOrDefaultAsync<SignedIn>(
            """
            SELECT s.id AS session_id, s.account_id, a.name, a.email, a.role AS role_word, s.last_seen_at
              FROM account_sessions s
              JOIN accounts a ON a.id = s.account_id AND a.security_stamp = s.stamp
             WHERE s.token_hash = @tokenHash AND s.ended_at IS NULL AND s.expires_at > @now
               AND s.last_seen_at > @quietSince
            """,
            new
            {
                tokenHash,
                now,
                quietSince = now - SessionRule.LongestQuiet,
            },
            transaction
        );

    /// <summary>The sessions of an account that are good now, the latest first.</summary>
    public static async Task<IReadOnlyList<SessionRow>> ListAsync(
        SqliteConnection connection,
        SqliteTransaction? transaction,
        long accountId,
        DateTimeOffset now
    ) =>
        [
            .. await connection.QueryAsync<SessionRow>(
                """
                SELECT s.id, s.account_id, s.way, s.network, s.agent, s.created_at, s.last_seen_at
                  FROM account_sessions s
                  JOIN accounts a ON a.id = s.account_id AND a.security_stamp = s.stamp
                 WHERE s.account_id = @accountId AND s.ended_at IS NULL AND s.expires_at > @now
                   AND s.last_seen_at > @quietSince
                 ORDER BY s.last_seen_at DESC, s.id DESC
                """,
                new
                {
                    accountId,
                    now,
                    quietSince = now - SessionRule.LongestQuiet,
                },
                transaction
            ),
        ];

    public static Task SeeAsync(
        SqliteConnection connection,
        SqliteTransaction? transaction,
        long id,
        DateTimeOffset now
    ) =>
        connection.ExecuteAsync(
            "UPDATE account_sessions SET last_seen_at = @now WHERE id = @id",
            new { id, now },
            transaction
        );

    /// <summary>Gives the new stamp to the session in which it was changed: that one alone goes on.</summary>
    public static Task KeepAsync(
        SqliteConnection connection,
        SqliteTransaction? transaction,
        long id,
        Account account
    ) =>
        connection.ExecuteAsync(
            "UPDATE account_sessions SET stamp = @SavedStamp WHERE id = @id AND account_id = @accountId",
            new
            {
                account.SavedStamp,
                id,
                accountId = account.Id,
            },
            transaction
        );

    /// <summary>Ends one session of an account.</summary>
    /// <returns>False when it was ended before, or is another's.</returns>
    public static async Task<bool> EndAsync(
        SqliteConnection connection,
        SqliteTransaction? transaction,
        long accountId,
        long id,
        DateTimeOffset now
    ) =>
        await connection.ExecuteAsync(
            """
            UPDATE account_sessions SET ended_at = @now
             WHERE id = @id AND account_id = @accountId AND ended_at IS NULL
            """,
            new
            {
                id,
                accountId,
                now,
            },
            transaction
        ) > 0;

    /// <summary>Ends all sessions of an account but one.</summary>
    /// <param name="keptId">0 for none.</param>
    /// <returns>How many were ended.</returns>
    public static Task<int> EndAllAsync(
        SqliteConnection connection,
        SqliteTransaction? transaction,
        long accountId,
        long keptId,
        DateTimeOffset now
    ) =>
        connection.ExecuteAsync(
            """
            UPDATE account_sessions SET ended_at = @now
             WHERE account_id = @accountId AND id <> @keptId AND ended_at IS NULL
            """,
            new
            {
                accountId,
                keptId,
                now,
            },
            transaction
        );

    /// <summary>Ends all sessions of everybody.</summary>
    public static Task EndEveryAsync(SqliteConnection connection, SqliteTransaction? transaction, DateTimeOffset now) =>
        connection.ExecuteAsync(
            "UPDATE account_sessions SET ended_at = @now WHERE ended_at IS NULL",
            new { now },
            transaction
        );

    /// <summary>Removes the sessions that are over since before an instant.</summary>
    public static Task RemoveBeforeAsync(
        SqliteConnection connection,
        SqliteTransaction? transaction,
        DateTimeOffset before
    ) =>
        connection.ExecuteAsync("DELETE FROM account_sessions WHERE expires_at < @before", new { before }, transaction);
}
