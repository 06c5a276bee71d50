using System.Buffers.Text;
using Dapper;
using Microsoft.AspNetCore.Identity;
using Microsoft.Data.Sqlite;

namespace Newsletter.Dispatcher.Accounts;

/// <summary>The table <c>account_passkeys</c>. Tests: AccountStoreTests.</summary>
internal static class PasskeyTable
{
    private const string Columns = """
        SELECT credential_id, account_id, name, public_key, sign_count, transports, is_user_verified,
               is_backup_eligible, is_backed_up, attestation_object, client_data_json, created_at
          FROM account_passkeys
        """;

    /// <summary>
    /// Adds a passkey. One that is there and belongs to the account gets its name, its count and its flags; another
    /// account's passkey stays as it is.
    /// </summary>
    /// <returns>False when the passkey belongs to another account.</returns>
    public static async Task<bool> SaveAsync(
        SqliteConnection connection,
        SqliteTransaction? transaction,
        long accountId,
        UserPasskeyInfo passkey
    ) =>
        await connection.ExecuteAsync(
            """
            INSERT INTO account_passkeys (credential_id, account_id, name, public_key, sign_count, transports,
                is_user_verified, is_backup_eligible, is_backed_up, attestation_object, client_data_json, created_at)
            VALUES (@CredentialId, @AccountId, @Name, @PublicKey, @SignCount, @Transports, @IsUserVerified,
                @IsBackupEligible, @IsBackedUp, @AttestationObject, @ClientDataJson, @CreatedAt)
                ON CONFLICT (credential_id) DO UPDATE
               SET name = excluded.name, sign_count = excluded.sign_count,
                   is_user_verified = excluded.is_user_verified, is_backed_up = excluded.is_backed_up
             WHERE account_passkeys.account_id = excluded.account_id
            """,
            PasskeyRow.Of(accountId, passkey),
            transaction
        ) > 0;

    /// <summary>An account's passkeys, the oldest first.</summary>
    public static async Task<IReadOnlyList<UserPasskeyInfo>> ListAsync(
        SqliteConnection connection,
        SqliteTransaction? transaction,
        long accountId
    ) =>
        [
            .. (
                await connection.QueryAsync<PasskeyRow>(
                    $"{Columns} WHERE account_id = @accountId ORDER BY created_at, credential_id",
                    new { accountId },
                    transaction
                )
            ).Select(row => row.ToInfo()),
        ];

    public static async Task<UserPasskeyInfo?> FindAsync(
        SqliteConnection connection,
        SqliteTransaction? transaction,
        long accountId,
        byte[] credentialId
    ) =>
        (
            await connection.QuerySingleOrDefaultAsync<PasskeyRow>(
                $"{Columns} WHERE credential_id = @id AND account_id = @accountId",
                new { id = Base64Url.EncodeToString(credentialId), accountId },
                transaction
            )
        )?.ToInfo();

    public static Task<long?> AccountOfAsync(
        SqliteConnection connection,
        SqliteTransaction? transaction,
        byte[] credentialId
    ) =>
        connection.ExecuteScalarAsync<long?>(
            "SELECT account_id FROM account_passkeys WHERE credential_id = @id",
            new { id = Base64Url.EncodeToString(credentialId) },
            transaction
        );

    public static async Task<bool> RemoveAsync(
        SqliteConnection connection,
        SqliteTransaction? transaction,
        long accountId,
        byte[] credentialId
    ) =>
        await connection.ExecuteAsync(
            "DELETE FROM account_passkeys WHERE credential_id = @id AND account_id = @accountId",
            new { id = Base64Url.EncodeToString(credentialId), accountId },
            transaction
        ) > 0;
}
