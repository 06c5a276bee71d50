using Dapper;
using Microsoft.Data.Sqlite;

namespace Newsletter.Dispatcher.Accounts.SecondStep;

/// <summary>
/// The table <c>account_recovery_codes</c>: hashes of codes that were not used yet. Tests: AccountStoreTests.
/// </summary>
internal static class RecoveryCodeTable
{
    private const string Kind = "recovery";

    /// <summary>Gives an account new codes; those before are no good any more.</summary>
    public static async Task ReplaceAsync(
        SqliteConnection connection,
        SqliteTransaction? transaction,
        long accountId,
        IReadOnlyCollection<string> codes
    )
    {
        await connection.ExecuteAsync(
            "DELETE FROM account_recovery_codes WHERE account_id = @accountId",
            new { accountId },
            transaction
        );
        foreach (var code in codes)
        {
            await connection.ExecuteAsync(
                "INSERT INTO account_recovery_codes (account_id, code_hash) VALUES (@accountId, @hash)",
                new { accountId, hash = HashOf(accountId, RecoveryCodes.Plain(code) ?? code) },
                transaction
            );
        }
    }

    /// <summary>Uses a code up.</summary>
    /// <returns>False when the account has no such code, or has used it.</returns>
    public static async Task<bool> UseAsync(
        SqliteConnection connection,
        SqliteTransaction? transaction,
        long accountId,
        string typed
    ) =>
        await connection.ExecuteAsync(
            "DELETE FROM account_recovery_codes WHERE account_id = @accountId AND code_hash = @hash",
            new { accountId, hash = HashOf(accountId, RecoveryCodes.Plain(typed) ?? typed) },
            transaction
        ) > 0;

    /// <summary>How many codes are left.</summary>
    public static Task<long> CountAsync(SqliteConnection connection, SqliteTransaction? transaction, long accountId) =>
        connection.ExecuteScalarAsync<long>(
            "SELECT count(*) FROM account_recovery_codes WHERE account_id = @accountId",
            new { accountId },
            transaction
        );

    private static string HashOf(long accountId, string code) =>
        AccountSecrets.Hash(FormattableString.Invariant($"{Kind}.{accountId}"), code);
}
