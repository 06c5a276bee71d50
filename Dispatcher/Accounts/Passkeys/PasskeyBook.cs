using Microsoft.AspNetCore.Identity;
using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Audit;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Accounts.Passkeys;

/// <summary>
/// Adds, names and removes the passkeys of an account; each change is in the audit. Tests: PasskeyTests.
/// </summary>
internal sealed class PasskeyBook(Database database, AuditBook audit)
{
    public const int MostPerAccount = 20;

    public const int LongestName = 60;

    public async Task<IReadOnlyList<UserPasskeyInfo>> ListAsync(long accountId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await PasskeyTable.ListAsync(connection, transaction: null, accountId);
    }

    /// <returns>What is wrong and what to do; null when the passkey was added.</returns>
    public Task<string?> AddAsync(
        long accountId,
        UserPasskeyInfo passkey,
        AuditEntry entry,
        CancellationToken cancellationToken
    ) =>
        database.InTransactionAsync(
            async (connection, transaction) =>
            {
                if ((await PasskeyTable.ListAsync(connection, transaction, accountId)).Count >= MostPerAccount)
                {
                    return $"An account has at most {MostPerAccount} passkeys; remove one that you do not use.";
                }

                if (!await PasskeyTable.SaveAsync(connection, transaction, accountId, passkey))
                {
                    return "This passkey belongs to another account; choose another one.";
                }

                await audit.RecordAsync(connection, transaction, entry);
                return null;
            },
            cancellationToken
        );

    /// <returns>False when the account has no such passkey.</returns>
    public Task<bool> RenameAsync(
        long accountId,
        byte[] credentialId,
        string name,
        AuditEntry entry,
        CancellationToken cancellationToken
    ) =>
        ChangeAsync(
            entry,
            async (connection, transaction) =>
            {
                if (await PasskeyTable.FindAsync(connection, transaction, accountId, credentialId) is not { } passkey)
                {
                    return false;
                }

                passkey.Name = NameOf(name);
                return await PasskeyTable.SaveAsync(connection, transaction, accountId, passkey);
            },
            cancellationToken
        );

    /// <returns>False when the account has no such passkey.</returns>
    public Task<bool> RemoveAsync(
        long accountId,
        byte[] credentialId,
        AuditEntry entry,
        CancellationToken cancellationToken
    ) =>
        ChangeAsync(
            entry,
            (connection, transaction) => PasskeyTable.RemoveAsync(connection, transaction, accountId, credentialId),
            cancellationToken
        );

    /// <summary>A name on one line and not too long; <c>Passkey</c> where nothing was typed.</summary>
    public static string NameOf(string? typed)
    {
        var name = new string([.. (typed ?? "").Where(c => !char.IsControl(c))]).Trim();
        return name.Length switch
        {
            0 => "Passkey",
            > LongestName => name[..LongestName].Trim(),
            _ => name,
        };
    }

    private Task<bool> ChangeAsync(
        AuditEntry entry,
        Func<SqliteConnection, SqliteTransaction, Task<bool>> change,
        CancellationToken cancellationToken
    ) =>
        database.InTransactionAsync(
            async (connection, transaction) =>
            {
                if (!await change(connection, transaction))
                {
                    return false;
                }

                await audit.RecordAsync(connection, transaction, entry);
                return true;
            },
            cancellationToken
        );
}
