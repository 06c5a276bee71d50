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

        Assert.That(
            await connection.QueryAsync<string>("SELECT sql FROM sqlite_master ORDER BY name"),
            Is.EqualTo(before)
        );
    }

    [Test]
    public async Task A_database_from_a_newer_version_is_refused_by_name()
    {
        await using var connection = await _db.Database.OpenAsync(CancellationToken.None);
        await connection.ExecuteAsync(
            "INSERT INTO schema_versions (ScriptName, Applied) VALUES "
                + "('Newsletter.Dispatcher.Storage.Migrations.9999_later.sql', '2030-01-01')"
        );

        var refused = await Assert.ThrowsAsync<StorageException>(() =>
            Migrator.MigrateAsync(_db.Database, CancellationToken.None)
        );

        Assert.That(refused!.Message, Does.Contain("newer version").And.Contain("9999_later.sql"));
    }

    [Test]
    public async Task Each_connection_is_durable_and_checks_foreign_keys()
    {
        await using var connection = await _db.Database.OpenAsync(CancellationToken.None);

        var settings = new[] { "journal_mode", "synchronous", "foreign_keys", "busy_timeout" }.Select(name =>
            connection.ExecuteScalar<string>($"PRAGMA {name}")
        );

        Assert.That(settings, Is.EqualTo(new[] { "wal", "2", "1", "10000" }));
    }

    [Test]
    public async Task A_ledger_of_the_first_version_keeps_every_row()
    {
        using var folder = new TestFolder();
        var database = new Database($"Data Source={folder.File("old.db")}");
        await using (var connection = await database.OpenAsync(CancellationToken.None))
        {
            await connection.ExecuteAsync(FirstVersion());
            await connection.ExecuteAsync(
                """
                INSERT INTO dispatches (slot_date, issue_slug, state, recipients, slot_at, cut_off_at, created_at)
                    VALUES ('2026-11-24', 'news', 'sending', 2, 1, 2, 3);
                INSERT INTO dispatch_files VALUES (1, 'issue/news.md', x'41');
                INSERT INTO deliveries (dispatch_id, subscriber_id, email, state, updated_at)
                    VALUES (1, 1, 'a@example.org', 'sent', 4), (1, 2, 'b@example.org', 'pending', 4);
                CREATE TABLE schema_versions (SchemaVersionID INTEGER CONSTRAINT 'PK_schema_versions_SchemaVersionID' PRIMARY KEY AUTOINCREMENT NOT NULL, ScriptName TEXT NOT NULL, Applied DATETIME NOT NULL);
                INSERT INTO schema_versions (ScriptName, Applied)
                    VALUES ('Newsletter.Dispatcher.Storage.Migrations.0001_subscribers_and_ledger.sql', '2026-11-01');
                """
            );
        }

        await Migrator.MigrateAsync(database, CancellationToken.None);

        await using var after = await database.OpenAsync(CancellationToken.None);
        Assert.That(
            await after.QuerySingleAsync<(string, string, long)>("SELECT kind, state, revision FROM dispatches"),
            Is.EqualTo(("issue", "sending", 0L))
        );
        Assert.That(
            await after.QueryAsync<(string, long)>("SELECT state, revision FROM deliveries ORDER BY subscriber_id"),
            Is.EqualTo(new[] { ("sent", 0L), ("pending", 0L) })
        );
        Assert.That(
            await after.QuerySingleAsync<(string, long)>("SELECT name, revision FROM dispatch_files"),
            Is.EqualTo(("issue/news.md", 0L))
        );
    }

    [Test]
    public async Task A_file_that_is_no_database_is_named()
    {
        using var folder = new TestFolder();
        var path = folder.Write("notes.db", new string('x', 4096));

        var refused = await Assert.ThrowsAsync<StorageException>(() =>
            Migrator.MigrateAsync(new Database($"Data Source={path}"), CancellationToken.None)
        );

        Assert.That(refused!.Message, Is.EqualTo($"{path}: is no SQLite database; check Storage:ConnectionString."));
    }

    private static string FirstVersion()
    {
        using var script = typeof(Migrator).Assembly.GetManifestResourceStream(
            "Newsletter.Dispatcher.Storage.Migrations.0001_subscribers_and_ledger.sql"
        )!;
        using var reader = new StreamReader(script);
        return reader.ReadToEnd();
    }
}
