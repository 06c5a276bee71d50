using Dapper;
using Microsoft.Data.Sqlite;

namespace Newsletter.Dispatcher.Accounts.SignIn;

/// <summary>The table <c>sign_in_tries</c>. Tests: SignInTriesTests.</summary>
internal static class SignInTryTable
{
    public static Task<SignInTry?> FindAsync(
        SqliteConnection connection,
        SqliteTransaction? transaction,
        string subject
    ) =>
        connection.QuerySingleOrDefaultAsync<SignInTry>(
            "SELECT subject, failed, last_at, locked_until FROM sign_in_tries WHERE subject = @subject",
            new { subject },
            transaction
        );

    public static Task SaveAsync(SqliteConnection connection, SqliteTransaction? transaction, SignInTry tries) =>
        connection.ExecuteAsync(
            """
            INSERT INTO sign_in_tries (subject, failed, last_at, locked_until)
            VALUES (@Subject, @Failed, @LastAt, @LockedUntil)
                ON CONFLICT (subject) DO UPDATE
               SET failed = excluded.failed, last_at = excluded.last_at, locked_until = excluded.locked_until
            """,
            tries,
            transaction
        );

    public static Task ForgetAsync(SqliteConnection connection, SqliteTransaction? transaction, string subject) =>
        connection.ExecuteAsync("DELETE FROM sign_in_tries WHERE subject = @subject", new { subject }, transaction);

    /// <summary>Forgets what happened before an instant, so that strangers do not fill the table.</summary>
    public static Task ForgetBeforeAsync(
        SqliteConnection connection,
        SqliteTransaction? transaction,
        DateTimeOffset before
    ) => connection.ExecuteAsync("DELETE FROM sign_in_tries WHERE last_at < @before", new { before }, transaction);
}
