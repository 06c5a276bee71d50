using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Accounts.SignIn;

namespace Newsletter.Dispatcher.Accounts.Sessions;

/// <summary>
/// Makes a database that was restored from a backup safe to sign in to: sessions that were ended and links that were
/// used since the backup are open in it again. Everybody signs in anew. Tests: SessionsTests.
/// </summary>
internal static class RestoredSessions
{
    public static async Task EndAsync(SqliteConnection connection, SqliteTransaction transaction, DateTimeOffset now)
    {
        await SessionTable.EndEveryAsync(connection, transaction, now);
        await SignInLinkTable.UseEveryAsync(connection, transaction, now);
    }
}
