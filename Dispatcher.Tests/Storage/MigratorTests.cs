using Dapper;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Storage;

[TestFixture, Integration]
internal sealed class MigratorTests
{
    private TestDatabase _db = null!;

    [SetUp]
    public async Task CreateDatabase() => _db = await TestDatabase.CreateAsync();

    [TearDown]
    public void DropDatabase() => _db.Dispose();

    [Test]
    public async Task A_second_migration_changes_nothing()
    {
        await using var connection = await _db.Database.OpenAsync(CancellationToken.None);
        var before = await connection.QueryAsync<string>("SELECT sql FROM sqlite_master ORDER BY name");

        await Migrator.MigrateAsync(_db.Database, CancellationToken.None);

        Assert.That(await connection.QueryAsync<string>("SELECT sql FROM sqlite_master ORDER BY name"), Is.EqualTo(before));
    }

    [Test]
    public async Task A_database_from_a_newer_version_is_refused_by_name()
    {
        await using var connection = await _db.Database.OpenAsync(CancellationToken.None);
        await connection.ExecuteAsync(
            "INSERT INTO schema_versions (ScriptName, Applied) VALUES ('Newsletter.Dispatcher.Storage.Migrations.9999_later.sql', '2030-01-01')");

        var refused = await Assert.ThrowsAsync<StorageException>(() => Migrator.MigrateAsync(_db.Database, CancellationToken.None));

        Assert.That(refused!.Message, Does.Contain("newer version").And.Contain("9999_later.sql"));
    }

    [Test]
    public async Task Each_connection_is_durable_and_checks_foreign_keys()
    {
        await using var connection = await _db.Database.OpenAsync(CancellationToken.None);

        var settings = new[] { "journal_mode", "synchronous", "foreign_keys", "busy_timeout" }
            .Select(name => connection.ExecuteScalar<string>($"PRAGMA {name}"));

        Assert.That(settings, Is.EqualTo(new[] { "wal", "2", "1", "10000" }));
    }

    [Test]
    public async Task A_file_that_is_no_database_is_named()
    {
        using var folder = new TestFolder();
        var path = folder.Write("notes.db", new string('x', 4096));

        var refused = await Assert.ThrowsAsync<StorageException>(
            () => Migrator.MigrateAsync(new Database($"Data Source={path}"), CancellationToken.None));

        Assert.That(refused!.Message, Is.EqualTo($"{path}: is no SQLite database; check Storage:ConnectionString."));
    }
}
