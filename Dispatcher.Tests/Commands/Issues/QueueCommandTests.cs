using System.CommandLine;
using System.Text.Json;
using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;
using Newsletter.Dispatcher.Commands;
using Newsletter.Dispatcher.Commands.Issues;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Tests.Schedule;
using Newsletter.Dispatcher.Tests.Support;
using Spectre.Console;

namespace Newsletter.Dispatcher.Tests.Commands.Issues;

/// <summary>It is Monday 2026-01-05, 05:00 in Berlin; slots are at 06:00.</summary>
[TestFixture, Integration]
internal sealed class QueueCommandTests
{
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();
    private TestFolder _folder = null!;

    [SetUp]
    public void WriteSettings()
    {
        _folder = new TestFolder();
        _folder.Write(
            "appsettings.json",
            """
            {
              "Newsletter": {
                "Name": "The Weekday Letter",
                "From": "letter@example.com",
                "PostalAddress": "1 Harbour Street",
                "BaseUrl": "http://localhost:8080",
                "TimeZone": "Europe/Berlin",
                "Holidays": ["2026-01-06"]
              }
            }
            """
        );
    }

    [TearDown]
    public void Clean()
    {
        using (
            var connection = new SqliteConnection(
                new Database($"Data Source={_folder.File("dispatcher.db")}").ConnectionString
            )
        )
        {
            SqliteConnection.ClearPool(connection);
        }

        _folder.Dispose();
        _output.Dispose();
        _error.Dispose();
    }

    [Test]
    public async Task The_next_slots_are_shown_with_what_fills_them_and_the_gaps()
    {
        var status = await RunAsync(
            "--days 4",
            GivenSlots.Issue("a"),
            GivenSlots.Issue("later", "2026-01-08"),
            GivenSlots.Issue("dated", "2026-01-07", IssueStatus.Draft),
            GivenSlots.Issue("half", status: IssueStatus.Draft)
        );

        Assert.That(status, Is.Zero);
        Assert.That(
            _output.ToString().ReplaceLineEndings("\n"),
            Is.EqualTo(
                """
                ╭────────────────┬───────┬────────────┬─────────┬────────────────────────╮
                │ Day            │ Time  │ Open until │ Readers │ Issue                  │
                ├────────────────┼───────┼────────────┼─────────┼────────────────────────┤
                │ Mon 2026-01-05 │ 06:00 │ Mon 06:00  │       0 │ Title of a             │
                │                │       │            │         │ issues/a.md            │
                │ Wed 2026-01-07 │ 06:00 │            │         │ Title of dated (draft) │
                │                │       │            │         │ issues/dated.md        │
                │ Thu 2026-01-08 │ 06:00 │ Thu 06:00  │       0 │ Title of later         │
                │                │       │            │         │ issues/later.md        │
                │ Fri 2026-01-09 │ 06:00 │            │         │ – nothing yet          │
                ╰────────────────┴───────┴────────────┴─────────┴────────────────────────╯
                Drafts, waiting for status: ready
                  issues/half.md  Title of half

                """.ReplaceLineEndings("\n")
            )
        );
        Assert.That(
            _error.ToString().ReplaceLineEndings("\n"),
            Is.EqualTo(
                "issues/a.md: warning: there is no active subscriber yet; add one: dispatcher subscriber add ADDRESS, "
                    + "or import a list.\n"
            ),
            "an empty list is named once, and not for each issue"
        );
    }

    [Test]
    public async Task Problems_are_one_line_each_on_standard_error_and_no_failure()
    {
        var status = await RunAsync("", GivenSlots.Issue("a", "2026-01-06"), GivenSlots.Issue("b", "2026-01-10"));

        Assert.That(status, Is.Zero);
        Assert.That(
            _error.ToString().ReplaceLineEndings("\n"),
            Is.EqualTo(
                "issues/a.md:3: error: 2026-01-06 is no send day (a holiday); change the date, for example to "
                    + "2026-01-05, or remove it.\n"
                    + "issues/b.md:3: error: 2026-01-10 is no send day (a Saturday); change the date, for example to "
                    + "2026-01-05, or remove it.\n"
            )
        );
    }

    [Test]
    public async Task For_programs_each_slot_and_each_draft_is_an_object_on_its_line()
    {
        await RunAsync(
            "--days 2 --json",
            GivenSlots.Issue("a"),
            GivenSlots.Issue("half", "2026-02-02", IssueStatus.Draft)
        );

        Assert.That(
            _output.ToString().ReplaceLineEndings("\n"),
            Is.EqualTo(
                """
                {"kind":"slot","date":"2026-01-05","send_at":"2026-01-05T06:00:00+01:00","open_until":"2026-01-05T06:00:00+01:00","slug":"a","title":"Title of a","file":"issues/a.md","audience":"all","readers":0,"not_approved":null}
                {"kind":"slot","date":"2026-01-07","send_at":"2026-01-07T06:00:00+01:00","open_until":"2026-01-07T06:00:00+01:00","slug":null,"title":null,"file":null,"audience":null,"readers":null,"not_approved":null}
                {"kind":"draft","date":"2026-02-02","send_at":null,"slug":"half","title":"Title of half","file":"issues/half.md"}

                """.ReplaceLineEndings("\n")
            )
        );
    }

    [Test]
    public async Task Ten_days_are_shown_by_default()
    {
        await RunAsync("--json");

        Assert.That(_output.ToString().Split('\n').Count(line => line.StartsWith('{')), Is.EqualTo(10));
    }

    [Test]
    public async Task A_dispatched_issue_is_not_shown_any_more()
    {
        var database = new Database($"Data Source={_folder.File("dispatcher.db")}");
        await Migrator.MigrateAsync(database, CancellationToken.None);
        await using (var connection = await database.OpenAsync(CancellationToken.None))
        {
            await connection.ExecuteAsync(
                """
                INSERT INTO dispatches (slot_date, issue_slug, state, slot_at, cut_off_at, created_at)
                VALUES ('2026-01-05', 'a', 'sending', 0, 0, 0)
                """
            );
        }

        await RunAsync("--days 1 --json", GivenSlots.Issue("a"), GivenSlots.Issue("b"));

        using var line = JsonDocument.Parse(_output.ToString());
        Assert.That(line.RootElement.GetProperty("slug").GetString(), Is.EqualTo("b"));
        Assert.That(line.RootElement.GetProperty("date").GetString(), Is.EqualTo("2026-01-07"));
    }

    [TestCase("0")]
    [TestCase("501")]
    [TestCase("-1")]
    [TestCase("ten")]
    public void An_invalid_number_of_days_is_wrong_usage(string days) =>
        Assert.That(
            Root().Parse(["queue", "--days", days]).Errors.Select(error => error.Message),
            Is.EqualTo(new[] { $"--days is \"{days}\", but takes a whole number from 1 to 500." })
        );

    private Task<int> RunAsync(string arguments, params Issue[] issues) =>
        Root(issues).Parse($"queue {arguments}").InvokeAsync();

    private RootCommand Root(params Issue[] issues)
    {
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings { Out = new AnsiConsoleOutput(_output), Ansi = AnsiSupport.No }
        );
        var clock = new FakeTimeProvider(GivenSlots.InBerlin("2026-01-05 05:00"));
        var context = new CommandContext(_folder.Path, clock, new Terminal(console, _output, _error));
        return new RootCommand { CommonOptions.Json, QueueCommand.Build(context, () => GivenSlots.Candidates(issues)) };
    }
}
