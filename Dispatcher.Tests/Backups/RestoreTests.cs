using Dapper;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Tests.Commands;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Backups;

[TestFixture, Integration]
internal sealed class RestoreTests
{
    private CommandRun _run = null!;

    [SetUp]
    public async Task Make()
    {
        _run = new CommandRun();
        _run.CopyTemplates();
        await _run.RunAsync("subscriber", "add", "ana@example.org");
    }

    [TearDown]
    public void Clean() => _run.Dispose();

    [Test]
    public async Task Nothing_is_written_over()
    {
        await _run.RunAsync("backup", "b.tar.gz");
        _run.Write("new/templates/issue.sbn-html", "mine");

        var there = await _run.RunAsync("restore", "b.tar.gz");
        var mine = await _run.RunAsync("restore", "b.tar.gz", "--to", _run.File("new"));

        using (Assert.EnterMultipleScope())
        {
            Assert.That((there.Status, mine.Status), Is.EqualTo((1, 1)));
            Assert.That(there.Error, Does.Contain("dispatcher.db: would be written over"));
            Assert.That(mine.Error, Does.Contain("new/templates/issue.sbn-html: would be written over"));
            Assert.That(
                Directory
                    .EnumerateFiles(_run.File("new"), "*", SearchOption.AllDirectories)
                    .Where(path => !path.EndsWith(".lock", StringComparison.Ordinal)),
                Is.EqualTo(new[] { _run.File("new/templates/issue.sbn-html") }),
                "nothing half-restored"
            );
        }
    }

    [Test]
    public async Task A_log_of_another_database_is_in_the_way()
    {
        await _run.RunAsync("backup", "b.tar.gz");
        _run.Write("new/dispatcher.db-wal", "old");

        var answer = await _run.RunAsync("restore", "b.tar.gz", "--to", _run.File("new"));

        Assert.That(answer.Error, Does.Contain("dispatcher.db-wal: would be written over"));
    }

    [Test]
    public async Task Files_that_are_there_already_are_left_and_a_second_attempt_goes_on()
    {
        await _run.RunAsync("backup", "b.tar.gz");
        await _run.RunAsync("restore", "b.tar.gz", "--to", _run.File("new"));
        File.Delete(_run.File("new/dispatcher.db"));
        foreach (var left in Directory.EnumerateFiles(_run.File("new"), "dispatcher.db-*").ToList())
        {
            File.Delete(left);
        }

        var again = await _run.RunAsync("restore", "b.tar.gz", "--to", _run.File("new"), "--json");

        Assert.That(again.Status, Is.Zero, again.Error);
        Assert.That(again.Output, Does.Contain("\"files\":1,"));
    }

    [Test]
    public async Task A_newer_database_is_refused()
    {
        await using (var connection = await (await _run.DatabaseAsync()).OpenAsync(CancellationToken.None))
        {
            await connection.ExecuteAsync(
                "INSERT INTO schema_versions (ScriptName, Applied) VALUES "
                    + "('Newsletter.Dispatcher.Storage.Migrations.9999_later.sql', '2030-01-01')"
            );
        }

        await _run.RunAsync("backup", "b.tar.gz");
        var answer = await _run.RunAsync("restore", "b.tar.gz", "--to", _run.File("new"));

        Assert.That(answer.Status, Is.EqualTo(1));
        Assert.That(answer.Error, Does.Contain("a newer version of the dispatcher").And.Contain("9999_later"));
        Assert.That(File.Exists(_run.File("new/dispatcher.db")), Is.False);
    }

    [Test]
    public async Task A_database_that_was_never_used_starts_as_always()
    {
        await _run.RunAsync("backup", "b.tar.gz");

        var answer = await _run.RunAsync("restore", "b.tar.gz", "--to", _run.File("new"));

        Assert.That(answer.Output, Does.Contain("Nothing was ever sent from this database"), answer.Error);
    }

    /// <summary>On another machine, and on the same one beside the companion that is as old as the backup.</summary>
    [TestCase(false)]
    [TestCase(true)]
    public async Task A_database_that_was_used_waits_for_the_word_of_an_operator(bool isHere)
    {
        var database = await _run.DatabaseAsync();
        await (await Ownership.TakeAsync(database, _run.Clock, CancellationToken.None)).DisposeAsync();
        await _run.RunAsync("backup", "b.tar.gz");
        if (isHere)
        {
            File.Move(_run.File("dispatcher.db"), _run.File("old.db"));
        }

        var answer = isHere
            ? await _run.RunAsync("restore", "b.tar.gz")
            : await _run.RunAsync("restore", "b.tar.gz", "--to", _run.File("new"));

        var path = _run.File(isHere ? "dispatcher.db" : "new/dispatcher.db");
        var restored = new Database($"Data Source={path};Pooling=False");
        var refused = await Assert.CatchAsync<StorageException>(() =>
            Ownership.TakeAsync(restored, _run.Clock, CancellationToken.None)
        );
        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.Status, Is.Zero, answer.Error);
            Assert.That(
                answer.Output,
                Does.Contain("nothing is sent from it before your word").And.Contain("run --accept-restored")
            );
            Assert.That(refused!.Message, Does.Contain("--accept-restored"));
            Assert.That(await AuditAsync(restored), Is.EqualTo(1), "the restore is in the audit");
        }
    }

    [Test]
    public async Task A_check_reads_everything_and_changes_nothing()
    {
        await _run.RunAsync("backup", "b.tar.gz");
        var before = Directory.GetFileSystemEntries(_run.File(""));

        var answer = await _run.RunAsync("restore", "b.tar.gz", "--check");

        Assert.That(answer.Output, Does.Contain("b.tar.gz: is whole. The Weekday Letter"), answer.Error);
        Assert.That(Directory.GetFileSystemEntries(_run.File("")), Is.EquivalentTo(before));
    }

    [Test]
    public async Task Without_a_file_it_says_so()
    {
        var answer = await _run.RunAsync("restore", "nothing.tar.gz");

        Assert.That(
            (answer.Status, answer.Error),
            Is.EqualTo((1, $"{_run.File("nothing.tar.gz")}: there is no such file.\n"))
        );
    }

    private static async Task<long> AuditAsync(Database database)
    {
        await using var connection = await database.OpenAsync(CancellationToken.None);
        return await connection.ExecuteScalarAsync<long>(
            "SELECT count(*) FROM audit WHERE action = 'database.restore'"
        );
    }
}
