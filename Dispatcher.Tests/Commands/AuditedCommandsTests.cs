using System.CommandLine;
using System.Text;
using Dapper;
using Newsletter.Dispatcher.Audit;
using Newsletter.Dispatcher.Commands;
using Newsletter.Dispatcher.Tests.Support;
using Spectre.Console;

namespace Newsletter.Dispatcher.Tests.Commands;

/// <summary>Each command that changes something leaves a row in the audit; each other one is named here.</summary>
[TestFixture, Integration]
internal sealed class AuditedCommandsTests
{
    /// <summary>Commands that change nothing in the database or the issues, and those of machines.</summary>
    private static readonly string[] Looks =
    [
        "issue check",
        "issue preview",
        "issue watch",
        "issue test",
        "queue",
        "status",
        "doctor",
        "dkim new",
        "dkim record",
        "bench",
        "subscriber show",
        "subscribers list",
        "suppression list",
        "mail preview",
        "template list",
        "template copy",
        "user list",
        // They ask for a password, and print a link; AccountChangesTests and UserCommandTests hold their rows.
        "user passwd",
        "user link",
        "bounce read",
        // Reports of machines; the table of returns keeps where each came from.
        "bounce process",
        // What they begin is recorded by the command that they share with send.
        "run",
        "demo",
        // A backup changes nothing, an upgrade changes only the form of the tables; RestoreTests hold the row of a
        // restore, which is in the database that it puts back.
        "keys list",
        "config check",
        "backup",
        "restore",
        "upgrade",
    ];

    /// <summary>Commands that change something, with a run that works, in this order; and their rows.</summary>
    private static readonly (string Command, string[] Words, string Row)[] Changes =
    [
        ("subscriber add", ["ana@example.org"], "reader.add reader:1"),
        ("subscriber pause", ["ana@example.org", "--until", "2026-08-31"], "reader.pause reader:1 until 2026-08-31"),
        ("subscriber resume", ["ana@example.org"], "reader.resume reader:1"),
        (
            "subscriber extend",
            ["ana@example.org", "--until", "2027-01-31", "--reason", "ana@example.org wrote"],
            "reader.extend reader:1 until 2027-01-31 ([address] wrote)"
        ),
        ("subscriber renew-links", ["ana@example.org", "--yes"], "reader.renew-links reader:1"),
        ("suppression add", ["ana@example.org", "--reason", "a letter"], "suppression.add reader:1 (a letter)"),
        (
            "suppression remove",
            ["ana@example.org", "--yes", "--reason", "a call"],
            "suppression.lift reader:1 (a call)"
        ),
        ("suppression add", ["kim@example.net"], "suppression.add address:* (by an operator)"),
        ("subscribers import", ["people.csv"], "readers.import readers 1 added, 0 updated, 0 kept away, 0 refused"),
        ("subscribers export", ["all.csv"], "readers.export readers 2 rows"),
        ("issue new", ["A", "river"], "issue.new issue:2026-01-07-a-river"),
        ("issue approve", ["news", "--comment", "Good."], "issue.approve issue:news sha256 * (Good.)"),
        ("issue approve", ["news", "--take-back"], "issue.take-back issue:news"),
        ("issue approve", ["news", "--send-back", "--comment", "No."], "issue.send-back issue:news sha256 * (No.)"),
        ("issue approve", ["news"], "issue.approve issue:news sha256 *"),
        ("send", ["news", "--yes"], "dispatch.begin dispatch:1 news, 1 reader"),
        ("user add", ["kim@example.com", "--role", "owner", "--name", "Kim"], "account.add account:1 Kim, owner"),
        ("user add", ["lee@example.com", "--role", "writer", "--name", "Lee"], "account.add account:2 Lee, writer"),
        ("user role", ["lee@example.com", "editor"], "account.role account:2 writer to editor"),
        ("user remove", ["lee@example.com", "--yes"], "account.remove account:2 Lee, editor"),
        ("subscriber remove", ["ben@example.org", "--yes"], "reader.remove reader:2"),
        (
            "subscriber erase",
            ["ana@example.org", "--yes", "--reason", "by ana@example.org"],
            "reader.erase reader:1 (by [address])"
        ),
        ("keys renew", [], "keys.renew key:b after a"),
        ("keys retire", ["a", "--yes"], "keys.retire key:a signed until 2026-01-05"),
    ];

    /// <summary>The same for a dispatch under way.</summary>
    private static readonly (string Command, string[] Words, string Row)[] DispatchChanges =
    [
        ("dispatch pause", ["1", "--reason", "a slip"], "dispatch.pause dispatch:1 news (a slip)"),
        ("dispatch resume", ["1"], "dispatch.resume dispatch:1 news"),
        ("dispatch correct", ["1", "news"], "dispatch.correct dispatch:1 news"),
        (
            "dispatch resolve",
            ["1", "--resend", "--reason", "they say so"],
            "dispatch.resolve dispatch:1 news (they say so)"
        ),
        ("dispatch stop", ["1", "--yes"], "dispatch.stop dispatch:1 news (by an operator)"),
    ];

    private CommandRun _run = null!;

    [SetUp]
    public void Open() => _run = new();

    [TearDown]
    public void Close() => _run.Dispose();

    [Test]
    public void Each_command_is_known_to_this_test()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(TextWriter.Null) });
        var terminal = new Terminal(console, TextWriter.Null, TextWriter.Null);
        var all = Leaves(Cli.Build(new CommandContext(".", _run.Clock, terminal)), "");

        Assert.That(
            all,
            Is.EquivalentTo(Looks.Concat(Changes.Concat(DispatchChanges).Select(one => one.Command)).Distinct())
        );
    }

    [Test]
    public async Task Each_command_that_changes_something_leaves_a_row()
    {
        Prepare();

        await RunAllAsync(Changes);

        await AssertNowhereAsync("ana@example.org");
    }

    [Test]
    public async Task Each_change_of_a_dispatch_leaves_a_row()
    {
        await _run.BeginAsync(readers: 2);
        _run.Write("issues/news.md", "---\ntitle: The news\npreheader: What happened\nstatus: ready\n---\nBetter.\n");
        var database = await _run.DatabaseAsync();
        await using (var connection = await database.OpenAsync(CancellationToken.None))
        {
            await connection.ExecuteAsync("UPDATE deliveries SET state = 'uncertain' WHERE subscriber_id = 1");
        }

        await RunAllAsync(DispatchChanges);
    }

    /// <summary>A crash between the two is a row that cannot be written: the change is not there either.</summary>
    [Test]
    public async Task A_dispatch_is_not_changed_without_its_row()
    {
        await _run.BeginAsync(readers: 2);
        var database = await _run.DatabaseAsync();
        await using var connection = await database.OpenAsync(CancellationToken.None);
        await connection.ExecuteAsync(
            "UPDATE deliveries SET state = 'uncertain' WHERE subscriber_id = 1; "
                + "CREATE TRIGGER no_row BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'no row'); END"
        );
        var before = await connection.QuerySingleAsync<string>("SELECT state FROM dispatches");

        var pause = await _run.RunAsync("dispatch", "pause", "1", "--reason", "a slip");
        var resolve = await _run.RunAsync("dispatch", "resolve", "1", "--sent", "--reason", "they have it");

        Assert.That((pause.Status, resolve.Status), Is.Not.EqualTo((0, 0)));
        Assert.That(await connection.QuerySingleAsync<string>("SELECT state FROM dispatches"), Is.EqualTo(before));
        Assert.That(
            await connection.QuerySingleAsync<string>("SELECT state FROM deliveries WHERE subscriber_id = 1"),
            Is.EqualTo("uncertain")
        );
    }

    [Test]
    public async Task What_was_refused_leaves_no_row()
    {
        Prepare();

        await _run.RunAsync("subscriber", "extend", "nobody@example.org", "--until", "2027-01-31");
        await _run.RunAsync("suppression", "remove", "nobody@example.org");
        await _run.RunAsync("issue", "approve", "nothing");
        await _run.RunAsync("send", "news", "--yes");

        Assert.That(await RowsAsync(), Is.Empty);
    }

    private async Task RunAllAsync(IEnumerable<(string Command, string[] Words, string Row)> runs)
    {
        foreach (var (command, words, row) in runs)
        {
            var before = (await RowsAsync()).Count;
            var answer = await _run.RunAsync([
                .. command.Split(' '),
                .. words.Select(word => word.EndsWith(".csv", StringComparison.Ordinal) ? _run.File(word) : word),
            ]);
            Assert.That(answer.Status, Is.Zero, $"{command}: {answer.Error}");

            var added = (await RowsAsync()).Take(..^before).ToList();

            Assert.That(added, Has.Count.EqualTo(1), command);
            Assert.That(added[0].Actor, Is.EqualTo(TerminalPerson.Here.Actor));
            Assert.That(added[0].Origin, Is.EqualTo("terminal"));
            Assert.That(Said(added[0]), Does.Match($"^{Pattern(row)}$"), command);
        }
    }

    private void Prepare()
    {
        _run.CopyTemplates();
        _run.Write("people.csv", "email\nben@example.org\n");
        _run.Write("issues/news.md", "---\ntitle: The news\npreheader: It moved\nstatus: ready\n---\nHello.\n");
        var path = _run.File("appsettings.json");
        File.WriteAllText(
            path,
            File.ReadAllText(path)
                .Replace(
                    "\"Name\":",
                    "\"Approval\": \"one\", \"AnnualPrice\": \"€60\", \"Name\":",
                    StringComparison.Ordinal
                )
        );
    }

    private static string Pattern(string row) =>
        System.Text.RegularExpressions.Regex.Escape(row).Replace("\\*", "[0-9a-f]{16,64}", StringComparison.Ordinal);

    private static string Said(AuditRow row) =>
        $"{row.Action} {row.Subject}{(row.Details is null ? "" : $" {row.Details}")}"
        + (row.Reason is null ? "" : $" ({row.Reason})");

    private async Task<IReadOnlyList<AuditRow>> RowsAsync() =>
        await new AuditTrail(await _run.DatabaseAsync()).ReadAsync(new(), before: null, 100, CancellationToken.None);

    /// <summary>No file of the database has the address of an erased reader any more, the audit neither.</summary>
    private async Task AssertNowhereAsync(string address)
    {
        foreach (var file in Directory.EnumerateFiles(_run.File("."), "dispatcher.db*"))
        {
            var content = await File.ReadAllBytesAsync(file);
            Assert.That(content.AsSpan().IndexOf(Encoding.UTF8.GetBytes(address)), Is.EqualTo(-1), file);
        }
    }

    private static IEnumerable<string> Leaves(Command command, string before) =>
        command.Subcommands.SelectMany(child =>
            child.Subcommands.Count == 0 ? [$"{before}{child.Name}"] : Leaves(child, $"{before}{child.Name} ")
        );
}
