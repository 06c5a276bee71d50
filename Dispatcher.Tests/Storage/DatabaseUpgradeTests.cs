using System.Globalization;
using System.IO.Compression;
using Dapper;
using Microsoft.Extensions.Time.Testing;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Tests.Storage;

/// <summary>
/// Databases that each released version made, with readers, a dispatch that was sent, a suppression and a pause.
/// </summary>
[TestFixture, Integration]
internal sealed class DatabaseUpgradeTests
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 12, 1, 9, 30, 0, TimeSpan.Zero));
    private readonly List<string> _said = [];
    private TestFolder _folder = null!;
    private Database _database = null!;

    [SetUp]
    public void Use()
    {
        _folder = new TestFolder();
        _database = new Database($"Data Source={_folder.File("dispatcher.db")};Pooling=False");
        _said.Clear();
    }

    [TearDown]
    public void Clean() => _folder.Dispose();

    private static string Releases => Path.Combine(Corpora.Repository(), "Dispatcher.Tests", "Storage", "Released");

    private static IEnumerable<string> Versions() =>
        Directory
            .EnumerateFiles(Releases, "*.db.gz")
            .Select(path => Path.GetFileName(path)[..^".db.gz".Length])
            .Order();

    [Test]
    public void Each_release_of_the_changelog_has_its_database() =>
        Assert.That(
            File.ReadLines(Path.Combine(Corpora.Repository(), "CHANGELOG.md"))
                .Where(line =>
                    line.StartsWith("## ", StringComparison.Ordinal) && line.Contains(" - ", StringComparison.Ordinal)
                )
                .Select(line => line[3..].Split(' ')[0])
                .Order(),
            Is.EqualTo(Versions())
        );

    [TestCaseSource(nameof(Versions))]
    public async Task A_database_of_a_release_is_upgraded_and_keeps_its_people_and_its_dispatch(string version)
    {
        await PutAsync(version);
        var before = await FactsAsync(_database);

        var copy = await UpgradeAsync();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(before, Does.Contain("24 readers").And.Contain("21 sent").And.Contain("1 suppressed"));
            Assert.That(await FactsAsync(_database), Is.EqualTo(before));
            Assert.That(await Migrator.PendingAsync(_database, CancellationToken.None), Is.Empty);
            Assert.That(WholeDatabase.Fault(_database.Path), Is.Null);
            Assert.That(await TablesAsync(), Is.EqualTo(await NewTablesAsync()), "as a new one");
            Assert.That(copy, Is.EqualTo($"{_database.Path}.before-{ProgramVersion.Text}-20261201-093000"));
            Assert.That(await FactsAsync(new Database($"Data Source={copy};Pooling=False")), Is.EqualTo(before));
        }
    }

    [
        TestCaseSource(nameof(Versions)),
        Platform(Exclude = "Win"),
        System.Runtime.Versioning.UnsupportedOSPlatform("windows")
    ]
    public async Task The_copy_put_back_is_the_database_as_it_was(string version)
    {
        await PutAsync(version);
        var pending = await Migrator.PendingAsync(_database, CancellationToken.None);
        var copy = (await UpgradeAsync())!;

        Assert.That(File.GetUnixFileMode(copy), Is.EqualTo(PrivateFiles.FileMode));
        File.Move(copy, _database.Path, overwrite: true);
        Assert.That(await Migrator.PendingAsync(_database, CancellationToken.None), Is.EqualTo(pending));
        Assert.That(await FactsAsync(_database), Does.Contain("24 readers"));
    }

    [Test]
    public async Task A_command_does_not_upgrade_by_itself()
    {
        await PutAsync("0.5.0");

        var refused = await Assert.CatchAsync<StorageException>(() =>
            Migrator.OpenAsync(_database, CancellationToken.None)
        );

        Assert.That(refused!.Message, Does.Contain("older than this program").And.EndsWith("run: dispatcher upgrade"));
        Assert.That(await Migrator.PendingAsync(_database, CancellationToken.None), Is.Not.Empty);
    }

    [Test]
    public async Task Nothing_is_done_while_somebody_sends()
    {
        await PutAsync("0.6.0");
        using var other = DispatcherLock.TryTake(_database);

        await Assert.CatchAsync<DatabaseOwnedException>(UpgradeAsync);

        Assert.That(await Migrator.PendingAsync(_database, CancellationToken.None), Is.Not.Empty);
        Assert.That(Directory.GetFiles(_folder.Path, "*.before*"), Is.Empty);
    }

    [Test]
    public async Task A_new_database_is_made_without_a_copy_and_one_that_is_up_to_date_is_left()
    {
        Assert.That((await UpgradeAsync(), await UpgradeAsync()), Is.EqualTo(((string?)null, (string?)null)));
        Assert.That(await TablesAsync(), Is.Not.Empty);
        Assert.That(_said, Is.Empty);
    }

    [Test]
    public async Task A_database_of_another_program_is_refused()
    {
        await using (var connection = await _database.OpenAsync(CancellationToken.None))
        {
            await connection.ExecuteAsync("CREATE TABLE songs (title TEXT)");
        }

        var refused = await Assert.CatchAsync<StorageException>(UpgradeAsync);

        Assert.That(refused!.Message, Does.Contain("is a database of another program"));
    }

    [TestCase(0.3, "a second")]
    [TestCase(42, "42 seconds")]
    [TestCase(1000, "17 minutes")]
    public void A_duration_is_said_plainly(double seconds, string words) =>
        Assert.That(DatabaseUpgrade.Words(TimeSpan.FromSeconds(seconds)), Is.EqualTo(words));

    [Test]
    public void Too_little_room_is_seen_before()
    {
        const long Gigabyte = 1L << 30;

        Assert.That(new UpgradePlan([], Gigabyte, Gigabyte).HasRoom, Is.False);
        Assert.That(new UpgradePlan([], Gigabyte, 2 * Gigabyte).HasRoom, Is.True);
    }

    private Task<string?> UpgradeAsync() =>
        new DatabaseUpgrade(_database, _clock, _said.Add).RunAsync(copies: true, CancellationToken.None);

    private async Task PutAsync(string version)
    {
        await using var zipped = File.OpenRead(Path.Combine(Releases, $"{version}.db.gz"));
        await using var zip = new GZipStream(zipped, CompressionMode.Decompress);
        await using var file = File.Create(_database.Path);
        await zip.CopyToAsync(file);
    }

    /// <summary>What must not change, whatever the shape of the tables.</summary>
    private static async Task<string> FactsAsync(Database database)
    {
        await using var connection = await database.OpenAsync(CancellationToken.None);
        var numbers = new List<string>();
        foreach (
            var (sql, word) in new[]
            {
                ("SELECT count(*) FROM subscribers", "readers"),
                ("SELECT count(*) FROM subscribers WHERE status = 'paused'", "paused"),
                ("SELECT count(*) FROM deliveries WHERE state = 'sent'", "sent"),
                ("SELECT count(*) FROM dispatches WHERE state = 'done'", "dispatches"),
                ("SELECT count(*) FROM dispatch_files", "files"),
                ("SELECT count(*) FROM suppressions", "suppressed"),
                ("SELECT sum(length(email) * id) FROM subscribers", "in addresses"),
                ("SELECT mark FROM owner", "is the mark"),
            }
        )
        {
            var number = await connection.ExecuteScalarAsync<long>(sql);
            numbers.Add(string.Create(CultureInfo.InvariantCulture, $"{number} {word}"));
        }

        return string.Join(", ", numbers);
    }

    private async Task<IReadOnlyList<string>> TablesAsync()
    {
        await using var connection = await _database.OpenAsync(CancellationToken.None);
        return await ReadAsync(connection);
    }

    private static async Task<IReadOnlyList<string>> NewTablesAsync()
    {
        using var anew = await TestDatabase.CreateAsync();
        await using var connection = await anew.Database.OpenAsync(CancellationToken.None);
        return await ReadAsync(connection);
    }

    private static async Task<IReadOnlyList<string>> ReadAsync(System.Data.Common.DbConnection connection) =>
        [
            .. await connection.QueryAsync<string>(
                "SELECT name || ' ' || coalesce(sql, '') FROM sqlite_master ORDER BY name"
            ),
        ];
}
