using Dapper;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Commands.Service;

[TestFixture, Integration]
internal sealed class DoctorCommandTests
{
    private CommandRun _run = null!;

    [SetUp]
    public void CreateFolder() => _run = new();

    [TearDown]
    public void DropFolder() => _run.Dispose();

    [Test]
    public async Task A_red_check_says_what_to_do_and_the_status_is_1()
    {
        _ = await _run.DatabaseAsync();
        _run.Write("templates/welcome.sbn-html", "no title");

        var answer = await _run.RunAsync("doctor");

        Assert.That(answer.Status, Is.EqualTo(1));
        Assert.That(
            answer.Output,
            Does.Match(@"(?m)^RED     templates +templates/welcome.sbn-html: .*\n +→ Fix that line")
                .And.Contain("The next issue is in danger.")
        );
        Assert.That(
            answer.Output.Contains('\u001b', StringComparison.Ordinal),
            Is.False,
            "no colour outside a terminal"
        );
    }

    [Test]
    public async Task A_yellow_check_is_no_failure()
    {
        _ = await _run.DatabaseAsync();
        using (var folder = new TestFolder())
        {
            folder.CopyTemplates();
            foreach (var file in Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories))
            {
                _run.Write(Path.GetRelativePath(folder.Path, file), File.ReadAllText(file));
            }
        }

        _run.Write(
            "issues/news.md",
            "---\ntitle: The news\npreheader: What happened\nstatus: ready\n---\nHello, here is the news.\n"
        );
        await _run.RunAsync("subscriber", "add", "ana@example.org");

        var answer = await _run.RunAsync("doctor");

        Assert.That(answer.Status, Is.Zero, answer.Output);
        Assert.That(
            answer.Output,
            Does.Contain("yellow  BaseUrl").And.Contain("yellow  relay").And.Contain("can be made for all 1 readers")
        );
        Assert.That(answer.Output, Does.EndWith("The next issue will go out. Look at what is yellow.\n"));
    }

    [Test]
    public async Task Doctor_makes_no_database()
    {
        var before = Files();

        var answer = await _run.RunAsync("doctor");

        Assert.That(answer.Output, Does.Contain("yellow  next issue  It cannot be looked at without a database."));
        Assert.That(Files(), Is.EqualTo(before));
    }

    /// <summary>Once for each of the older versions.</summary>
    [TestCase("0001_subscribers_and_ledger.sql")]
    [TestCase("0002_sender.sql")]
    [TestCase("0005_health.sql")]
    [TestCase("0009_kinds_and_views.sql")]
    public async Task An_older_database_is_not_changed_and_its_pending_changes_are_named(string before)
    {
        var database = new Database($"Data Source={_run.File("dispatcher.db")};Pooling=False");
        var pending = await OlderDatabase.MakeAsync(database, before);
        var files = Files();
        var bytes = await File.ReadAllBytesAsync(database.Path);

        var answer = await _run.RunAsync("doctor");

        Assert.That(
            answer.Output,
            Does.Match(
                    $@"(?m)^yellow  database +\S+dispatcher\.db is whole; {pending} changes? of its tables (is|are) "
                        + @"pending\.$"
                )
                .And.Contain("dispatcher upgrade")
                .And.Contain("It cannot be looked at before the pending changes of the database are made.")
                .And.Match("(?m)^green   clock")
        );
        Assert.That(await File.ReadAllBytesAsync(database.Path), Is.EqualTo(bytes));
        Assert.That(Files(), Is.EqualTo(files), "no -wal is left either");
    }

    [Test]
    public async Task The_write_ahead_log_of_a_dead_process_is_not_changed()
    {
        var alive = new Database($"Data Source={_run.File("alive.db")};Pooling=False");
        await OlderDatabase.MakeAsync(alive, "0009_kinds_and_views.sql");
        await using (var connection = await alive.OpenAsync(CancellationToken.None))
        {
            await connection.ExecuteAsync("INSERT INTO watch VALUES (1, 2, 3)");
            File.Copy(alive.Path, _run.File("dispatcher.db"));
            File.Copy($"{alive.Path}-wal", _run.File("dispatcher.db-wal"));
        }

        var (file, log) = (await BytesAsync("dispatcher.db"), await BytesAsync("dispatcher.db-wal"));

        var answer = await _run.RunAsync("doctor");

        Assert.That(answer.Output, Does.Contain("pending"));
        Assert.That(log, Has.Length.GreaterThan(0));
        Assert.That(await BytesAsync("dispatcher.db"), Is.EqualTo(file));
        Assert.That(await BytesAsync("dispatcher.db-wal"), Is.EqualTo(log));
    }

    [Test]
    public async Task Settings_that_cannot_be_used_are_red_lines_too()
    {
        _run.Write(
            "appsettings.json",
            """{ "Newsletter": { "Name": "x", "TimeZone": "Europe/Berlim" }, "Alerts": { "To": "nobody" } }"""
        );

        var answer = await _run.RunAsync("doctor", "--json");

        Assert.That(answer.Status, Is.EqualTo(1));
        Assert.That(
            answer.Output,
            Does.Contain(
                "{\"name\":\"settings\",\"state\":\"red\",\"says\":\"Newsletter:TimeZone is \\\"Europe/Berlim\\\""
            )
        );
        Assert.That(answer.Output, Does.Contain("Alerts:To is \\\"nobody\\\", but takes one address"));
    }

    private Task<byte[]> BytesAsync(string name) => File.ReadAllBytesAsync(_run.File(name));

    /// <summary>The files in the folder.</summary>
    private string[] Files() =>
        [.. Directory.EnumerateFiles(Path.GetDirectoryName(_run.File("x"))!).Select(Path.GetFileName).Order()!];
}
