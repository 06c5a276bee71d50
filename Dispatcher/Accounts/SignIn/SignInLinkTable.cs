using Dapper;
using Microsoft.Data.Sqlite;

namespace Newsletter.Dispatcher.Accounts.SignIn;

/// <summary>The table <c>account_links</c>. It has only hashes of the tokens. Tests: SignInLinksTests.</summary>
internal static class SignInLinkTable
{
    public static Task AddAsync(SqliteConnection connection, SqliteTransaction? transaction, SignInLink link) =>
        connection.ExecuteAsync(
            """
            INSERT INTO account_links (token_hash, account_id, created_at, expires_at)
            VALUES (@TokenHash, @AccountId, @CreatedAt, @ExpiresAt)
            """,
            link,
            transaction
        );

    public static Task<SignInLink?> FindAsync(
        SqliteConnection connection,
        SqliteTransaction? transaction,
        string tokenHash
    ) =>
        connection.QuerySingleOrDefaultAsync<SignInLink>(
            """
            SELECT token_hash, account_id, created_at, expires_at, used_at FROM account_links
             WHERE token_hash = @tokenHash
            """,
            new { tokenHash },
            transaction
        );

    /// <summary>Uses a link, and with it all others of its account: one sign-in was asked for.</summary>
    public static Task UseAllAsync(
        SqliteConnection connection,
        SqliteTransaction? transaction,
        long accountId,
        DateTimeOffset now
    ) =>
        connection.ExecuteAsync(
            "UPDATE account_links SET used_at = @now WHERE account_id = @accountId AND used_at IS NULL",
            new { accountId, now },
            transaction
        );

    /// <summary>Uses all links of everybody.</summary>
    public static Task UseEveryAsync(SqliteConnection connection, SqliteTransaction? transaction, DateTimeOffset now) =>
        connection.ExecuteAsync(
            "UPDATE account_links SET used_at = @now WHERE used_at IS NULL",
            new { now },
            transaction
        );

    /// <summary>When an account got links since an instant.</summary>
    public static async Task<IReadOnlyList<DateTimeOffset>> TimesAsync(
        SqliteConnection connection,
        SqliteTransaction? transaction,
        long accountId,
        DateTimeOffset since
    ) =>
        [
            .. await connection.QueryAsync<DateTimeOffset>(
                "SELECT created_at FROM account_links WHERE account_id = @accountId AND created_at > @since",
                new { accountId, since },
                transaction
            ),
        ];

    public static Task RemoveBeforeAsync(
        SqliteConnection connection,
        SqliteTransaction? transaction,
        DateTimeOffset before
    ) => connection.ExecuteAsync("DELETE FROM account_links WHERE created_at < @before", new { before }, transaction);
}
