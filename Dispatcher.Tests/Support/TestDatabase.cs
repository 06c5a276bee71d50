using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Tests.Support;

/// <summary>A migrated SQLite file for one test.</summary>
internal sealed class TestDatabase : IDisposable
{
    private readonly TestFolder _folder = new();

    private TestDatabase() => Database = new Database($"Data Source={_folder.File("test.db")}");

    public Database Database { get; }

    public static async Task<TestDatabase> CreateAsync()
    {
        var test = new TestDatabase();
        await Migrator.MigrateAsync(test.Database, CancellationToken.None);
        return test;
    }

    public void Dispose()
    {
        using (var connection = new SqliteConnection(Database.ConnectionString))
        {
            SqliteConnection.ClearPool(connection);
        }

        _folder.Dispose();
    }
}
