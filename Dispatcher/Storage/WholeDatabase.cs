using Dapper;
using Microsoft.Data.Sqlite;

namespace Newsletter.Dispatcher.Storage;

/// <summary>
/// Looks into a copy of the database that no process uses. Nothing is written, not even a log beside it.
/// Tests: OnlineCopyTests.
/// </summary>
internal static class WholeDatabase
{
    /// <summary>SQLite's own thorough check. It reads everything; blocks.</summary>
    /// <returns>What is wrong, in one line; null where the copy is whole.</returns>
    public static string? Fault(string path)
    {
        try
        {
            using var connection = Open(path);
            var said = connection.Query<string>("PRAGMA integrity_check(1)").FirstOrDefault();
            return said is "ok" ? null : said?.ReplaceLineEndings(" ") ?? "it says nothing";
        }
        catch (SqliteException e)
        {
            return e.Message;
        }
    }

    /// <summary>The migrations that were made in it, in their order; blocks.</summary>
    /// <exception cref="SqliteException">It cannot be read.</exception>
    public static IReadOnlyList<string> Migrations(string path)
    {
        using var connection = Open(path);
        return Migrator.Applied(connection);
    }

    /// <summary>
    /// How far it was when something was sent last; null where nothing was ever sent from it; blocks.
    /// </summary>
    /// <exception cref="SqliteException">It cannot be read.</exception>
    public static long? Mark(string path)
    {
        using var connection = Open(path);
        return connection.ExecuteScalar<bool>(
            "SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'owner')"
        )
            ? connection.ExecuteScalar<long?>("SELECT mark FROM owner")
            : null;
    }

    /// <summary>No lock and no log: the file does not change while it is read.</summary>
    private static SqliteConnection Open(string path)
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder
            {
                DataSource = $"{new Uri(path).AbsoluteUri}?immutable=1",
                Mode = SqliteOpenMode.ReadOnly,
                Pooling = false,
            }.ToString()
        );
        connection.Open();
        return connection;
    }
}
