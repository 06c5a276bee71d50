using Dapper;
using Microsoft.Data.Sqlite;

namespace Newsletter.Dispatcher.Accounts;

/// <summary>The table <c>accounts</c>. A connection is open; a transaction may be.</summary>
internal static class AccountTable
{
    private const string Columns = """
        SELECT id, email, email_key, name, role AS role_word, password_hash, security_stamp,
               security_stamp AS saved_stamp, totp_key, totp_since, totp_step, created_at, updated_at
          FROM accounts
        """;

    public static Task<Account?> FindAsync(SqliteConnection connection, SqliteTransaction? transaction, long id) =>
        connection.QuerySingleOrDefaultAsync<Account>($"{Columns} WHERE id = @id", new { id }, transaction);

    /// <param name="emailKey">From <see cref="Addresses.EmailAddress.Key"/>.</param>
    public static Task<Account?> FindAsync(
        SqliteConnection connection,
        SqliteTransaction? transaction,
        string emailKey
    ) =>
        connection.QuerySingleOrDefaultAsync<Account>(
            $"{Columns} WHERE email_key = @emailKey",
            new { emailKey },
            transaction
        );

    /// <summary>All accounts, by name.</summary>
    public static async Task<IReadOnlyList<Account>> ListAsync(
        SqliteConnection connection,
        SqliteTransaction? transaction = null
    ) => [.. await connection.QueryAsync<Account>($"{Columns} ORDER BY name, id", transaction: transaction)];

    public static Task<long> CountOwnersAsync(SqliteConnection connection, SqliteTransaction? transaction) =>
        connection.ExecuteScalarAsync<long>(
            "SELECT count(*) FROM accounts WHERE role = 'owner'",
            transaction: transaction
        );

    /// <summary>Adds an account and gives it its id.</summary>
    /// <returns>False when its address has an account already; then nothing is added.</returns>
    public static async Task<bool> AddAsync(
        SqliteConnection connection,
        SqliteTransaction? transaction,
        Account account,
        DateTimeOffset now
    )
    {
        (account.CreatedAt, account.UpdatedAt, account.SavedStamp) = (now, now, account.SecurityStamp);
        var id = await connection.ExecuteScalarAsync<long?>(
            """
            INSERT INTO accounts (email, email_key, name, role, password_hash, security_stamp, totp_key, totp_since,
                totp_step, created_at, updated_at)
            VALUES (@Email, @EmailKey, @Name, @RoleWord, @PasswordHash, @SecurityStamp, @TotpKey, @TotpSince,
                @TotpStep, @CreatedAt, @UpdatedAt)
                ON CONFLICT (email_key) DO NOTHING
            RETURNING id
            """,
            Values(account),
            transaction
        );
        account.Id = id ?? 0;
        return id is not null;
    }

    /// <summary>
    /// Saves name, role, password, stamp and the key of the second step. <see cref="Account.TotpStep"/> is saved by
    /// <see cref="AcceptStepAsync"/> only, and starts again with a new key.
    /// </summary>
    /// <returns>
    /// False when the account is gone, or somebody else changed its stamp since it was read; then nothing is saved.
    /// </returns>
    public static async Task<bool> SaveAsync(
        SqliteConnection connection,
        SqliteTransaction? transaction,
        Account account,
        DateTimeOffset now
    )
    {
        account.UpdatedAt = now;
        var isSaved =
            await connection.ExecuteAsync(
                """
                UPDATE accounts
                   SET email = @Email, email_key = @EmailKey, name = @Name, role = @RoleWord,
                       password_hash = @PasswordHash, security_stamp = @SecurityStamp, totp_since = @TotpSince,
                       totp_step = CASE WHEN totp_key IS NOT DISTINCT FROM @TotpKey THEN totp_step ELSE 0 END,
                       totp_key = @TotpKey, updated_at = @UpdatedAt
                 WHERE id = @Id AND security_stamp = @SavedStamp
                """,
                Values(account),
                transaction
            ) > 0;
        account.SavedStamp = isSaved ? account.SecurityStamp : account.SavedStamp;
        return isSaved;
    }

    /// <summary>Accepts the code of a time step, once.</summary>
    /// <returns>False when a code of this step or of a later one was accepted before.</returns>
    public static async Task<bool> AcceptStepAsync(
        SqliteConnection connection,
        SqliteTransaction? transaction,
        long id,
        long step
    ) =>
        await connection.ExecuteAsync(
            "UPDATE accounts SET totp_step = @step WHERE id = @id AND totp_step < @step",
            new { id, step },
            transaction
        ) > 0;

    /// <summary>Removes an account with its sessions, passkeys, codes and links.</summary>
    public static async Task<bool> RemoveAsync(SqliteConnection connection, SqliteTransaction? transaction, long id) =>
        await connection.ExecuteAsync("DELETE FROM accounts WHERE id = @id", new { id }, transaction) > 0;

    private static object Values(Account account) =>
        new
        {
            account.Id,
            account.Email,
            account.EmailKey,
            account.Name,
            account.RoleWord,
            account.PasswordHash,
            account.SecurityStamp,
            account.SavedStamp,
            account.TotpKey,
            account.TotpSince,
            account.TotpStep,
            account.CreatedAt,
            account.UpdatedAt,
        };
}
