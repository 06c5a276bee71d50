using System.Text.Json;
using Newsletter.Dispatcher.Approvals;
using Newsletter.Dispatcher.Commands;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Commands.Issues;

[TestFixture, Integration]
internal sealed class ApproveCommandTests
{
    private readonly CommandRun _run = new();

    private static string Me => TerminalPerson.Here.Name;

    [TearDown]
    public void Clean() => _run.Dispose();

    [SetUp]
    public void Write()
    {
        foreach (var database in Directory.EnumerateFiles(_run.File("."), "dispatcher.db*"))
        {
            File.Delete(database);
        }

        Ask("one");
        _run.CopyTemplates();
        Save("Hello, here is the news.");
    }

    [Test]
    public async Task An_issue_is_approved_and_the_list_says_so()
    {
        var before = await RunAsync("--list");
        var approve = await RunAsync("river", "--comment", "Good.");
        var after = await RunAsync("--list");

        Assert.That(approve, Is.EqualTo(new CommandAnswer(0, $"issues/river.md is approved by {Me}.\n", "")));
        Assert.That(before.Output, Does.Match("issues/river.md +no +is not approved: it needs one approval"));
        Assert.That(after.Output, Does.Match($"issues/river.md +yes +is approved by {Me}"));
    }

    [Test]
    public async Task Approval_is_said_to_programs()
    {
        using var before = JsonDocument.Parse((await RunAsync("--list", "--json")).Output);
        using var after = JsonDocument.Parse((await RunAsync("river", "--json")).Output);

        Assert.That(
            before.RootElement.GetProperty("why").GetString(),
            Is.EqualTo("is not approved: it needs one approval and has none")
        );
        Assert.That(
            (
                after.RootElement.GetProperty("approved").GetBoolean(),
                after.RootElement.GetProperty("by")[0].GetProperty("name").GetString()
            ),
            Is.EqualTo((true, Me))
        );
    }

    [Test]
    public async Task A_change_voids_it_and_says_what_changed()
    {
        await RunAsync("river");
        Save("Other words.");

        Assert.That(
            (await _run.RunAsync("issue", "check")).Output,
            Does.Contain(
                $"issues/river.md:4: warning: the issue is not approved: it needs one approval and has none; changed "
                    + $"since {Me} approved it: the text of issues/river.md. It is not sent before: dispatcher issue "
                    + "approve issues/river.md"
            )
        );
    }

    [Test]
    public async Task It_is_taken_back()
    {
        await RunAsync("river");

        var first = await RunAsync("river", "--take-back");
        var second = await RunAsync("river", "--take-back");

        Assert.That(
            first,
            Is.EqualTo(new CommandAnswer(0, $"What {Me} decided about issues/river.md does not count any more.\n", ""))
        );
        Assert.That(second.Error, Does.StartWith($"{Me} has decided nothing about issues/river.md that counts"));
        Assert.That(second.Status, Is.EqualTo(1));
    }

    [Test]
    public async Task It_is_sent_back_with_a_comment()
    {
        await RunAsync("river");

        var silent = await RunAsync("river", "--send-back");
        var said = await RunAsync("river", "--send-back", "--comment", "It is the Po.");

        Assert.That(
            silent,
            Is.EqualTo(new CommandAnswer(1, "", "Write a comment: the author needs to know what to change.\n"))
        );
        Assert.That(said.Output, Is.EqualTo($"issues/river.md was sent back by {Me}: It is the Po.\n"));
    }

    [Test]
    public async Task The_queue_the_status_and_send_say_that_it_is_not_approved()
    {
        await _run.RunAsync("subscriber", "add", "ana@example.org");

        var (queue, status, send) = (
            await _run.RunAsync("queue"),
            await _run.RunAsync("status"),
            await _run.RunAsync("send", "river", "--yes")
        );

        Assert.That(queue.Output, Does.Contain("is not approved: it needs"));
        Assert.That(
            status.Output,
            Does.Contain("The next issue, issues/river.md for Tue 2026-01-06, is not approved")
                .And.Contain("Approve it: dispatcher issue approve issues/river.md")
        );
        Assert.That(
            (send.Status, send.Error),
            Is.EqualTo(
                (
                    1,
                    "issues/river.md is not approved: it needs one approval and has none. Nothing was sent; approve "
                        + "it: dispatcher issue approve issues/river.md\n"
                )
            )
        );
    }

    [Test]
    public async Task What_is_approved_is_sent()
    {
        await _run.RunAsync("subscriber", "add", "ana@example.org");
        await RunAsync("river");

        var send = await _run.RunAsync("send", "river", "--yes");

        Assert.That(send.Status, Is.Zero, send.Error);
        Assert.That((await _run.RunAsync("queue")).Output, Does.Not.Contain("approved"));
    }

    [Test]
    public async Task An_issue_with_an_error_is_not_approved()
    {
        Save("![A map](none.png)");

        var answer = await RunAsync("river");

        Assert.That((answer.Status, answer.Output), Is.EqualTo((1, "")));
        Assert.That(answer.Error, Does.Contain("issues/river.md:6:1: error: the image \"none.png\""));
    }

    [TestCase]
    [TestCase("river", "--list")]
    [TestCase("river", "--take-back", "--send-back")]
    [TestCase("river", "--take-back", "--comment", "x")]
    [TestCase("--list", "--comment", "x")]
    public async Task What_does_not_go_together_is_wrong_usage(params string[] words)
    {
        var answer = await RunAsync(words);

        Assert.That(answer.Status, Is.EqualTo(2));
        Assert.That(answer.Error, Does.StartWith("Name one issue, and one of --comment TEXT, "));
    }

    [Test]
    public async Task Where_no_approval_is_asked_for_the_list_says_so()
    {
        Ask("none");

        Assert.That(
            (await RunAsync("--list")).Output,
            Is.EqualTo("Newsletter:Approval is none: a ready issue goes out without an approval.\n")
        );
        Assert.That((await RunAsync("river")).Error, Does.StartWith("This newsletter asks for no approval"));
    }

    [TestCase("ana", "cli:ana", "ana")]
    [TestCase("a\u001bna", "cli:ana", "ana")]
    [TestCase("", "cli:unknown", "unknown")]
    public void The_person_at_the_terminal_is_known_by_the_login(string login, string actor, string name) =>
        Assert.That(TerminalPerson.Of(login), Is.EqualTo(new Decider(actor, name, "terminal")));

    private Task<CommandAnswer> RunAsync(params string[] words) => _run.RunAsync(["issue", "approve", .. words]);

    private void Save(string body) =>
        _run.Write("issues/river.md", $"---\ntitle: The river\npreheader: It moved\nstatus: ready\n---\n{body}\n");

    private void Ask(string mode)
    {
        var path = _run.File("appsettings.json");
        var text = File.ReadAllText(path);
        var start = text.IndexOf("\"Approval\"", StringComparison.Ordinal);
        text = start < 0 ? text : text.Remove(start, text.IndexOf(',', start) - start + 1);
        File.WriteAllText(
            path,
            text.Replace(
                "\"Name\": \"The Weekday Letter\"",
                $"\"Approval\": \"{mode}\", \"Name\": \"The Weekday Letter\"",
                StringComparison.Ordinal
            )
        );
    }
}
