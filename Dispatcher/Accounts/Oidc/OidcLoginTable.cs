using Dapper;
using Microsoft.Data.Sqlite;

namespace Newsletter.Dispatcher.Accounts.Oidc;

/// <summary>
/// The table <c>account_logins</c>: who an account is at the sign-in service. Tests: OidcAccountsTests.
/// </summary>
internal static class OidcLoginTable
{
    /// <summary>The account of a person of a service; null for one who was never here.</summary>
    public static Task<long?> AccountOfAsync(
        SqliteConnection connection,
        SqliteTransaction? transaction,
        string issuer,
        string subject
    ) =>
        connection.ExecuteScalarAsync<long?>(
            "SELECT account_id FROM account_logins WHERE issuer = @issuer AND subject = @subject",
            new { issuer, subject },
            transaction
        );

    /// <summary>Whether an account belongs to a person of a service already.</summary>
    public static async Task<bool> HasAsync(
        SqliteConnection connection,
        SqliteTransaction? transaction,
        string issuer,
        long accountId
    ) =>
        await connection.ExecuteScalarAsync<long>(
            "SELECT count(*) FROM account_logins WHERE account_id = @accountId AND issuer = @issuer",
            new { accountId, issuer },
            transaction
        ) > 0;

    public static Task AddAsync(
        SqliteConnection connection,
        SqliteTransaction? transaction,
        OidcPerson person,
        long accountId,
        DateTimeOffset now
    ) =>
        connection.ExecuteAsync(
            """
            INSERT INTO account_logins (issuer, subject, account_id, created_at)
            VALUES (@Issuer, @Subject, @accountId, @now)
            """,
            new
            {
                person.Issuer,
                person.Subject,
                accountId,
                now,
            },
            transaction
        );
}
