using Dapper;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Commands.Issues;

/// <summary>An editor writes <c>audience: payed</c>: each tool counts the same readers and names the slip.</summary>
[TestFixture, Integration]
internal sealed class AudienceCheckTests
{
    private const string Slip =
        "issues/letter.md:5: error: audience \"payed\" has nobody in it, because no subscriber has this tag; did you "
        + "mean paid?";

    private CommandRun _run = null!;

    [SetUp]
    public async Task Open()
    {
        _run = new CommandRun();
        _run.CopyTemplates();
        await _run.RunAsync("subscriber", "add", "kim@example.org");
        await _run.RunAsync("subscriber", "add", "lee@example.org");
        await using var connection = await (await _run.DatabaseAsync()).OpenAsync(CancellationToken.None);
        await connection.ExecuteAsync("UPDATE subscribers SET term = 'paid' WHERE email = 'kim@example.org'");
        await connection.ExecuteAsync(
            "INSERT INTO subscriber_tags SELECT id, 'world' FROM subscribers WHERE email = 'lee@example.org'"
        );
    }

    [TearDown]
    public void Close() => _run.Dispose();

    [Test]
    public async Task The_check_names_the_slip_as_an_error()
    {
        Write("payed");

        var answer = await _run.RunAsync("issue", "check", "letter.md");

        Assert.That((answer.Status, answer.Output), Is.EqualTo((1, answer.Output)));
        Assert.That(answer.Output, Does.StartWith(Slip + "\n"));
    }

    [Test]
    public async Task The_queue_shows_the_readers_of_each_issue()
    {
        Write("payed");
        Write("world", "second");

        var answer = await _run.RunAsync("queue", "--days", "2", "--json");

        Assert.That(answer.Output, Does.Contain("\"audience\":\"payed\",\"readers\":0,"));
        Assert.That(answer.Output, Does.Contain("\"audience\":\"world\",\"readers\":1,"));
        Assert.That(answer.Error, Is.EqualTo(Slip + "\n"));
    }

    [TestCase("world", 1)]
    [TestCase("all", 2)]
    public async Task The_waves_count_the_audience_of_the_issue(string audience, int readers)
    {
        Write(audience);

        var answer = await _run.RunAsync("queue", "--waves", "--json");

        Assert.That(answer.Output, Does.Contain($"\"audience\":\"{audience}\""));
        Assert.That(answer.Output, Does.Contain($"\"subscribers\":{readers}}}"));
    }

    [Test]
    public async Task A_dry_run_says_how_many_readers_the_audience_has()
    {
        Write("world");

        var answer = await _run.RunAsync("send", "issues/letter.md", "--dry-run");

        Assert.That(answer.Status, Is.Zero, answer.Error);
        Assert.That(answer.Output, Does.StartWith("\"The letter\" to 1 reader (audience: world) by "));
    }

    [TestCase("--dry-run")]
    [TestCase("--yes")]
    public async Task An_issue_for_nobody_is_not_sent_by_hand(string option)
    {
        Write("payed");

        var answer = await _run.RunAsync("send", "issues/letter.md", option);

        Assert.That(answer.Status, Is.EqualTo(1));
        Assert.That(
            answer.Error,
            Is.EqualTo(
                "issues/letter.md: audience \"payed\" has nobody in it, because no subscriber has this tag; "
                    + "did you mean paid? "
                    + "Nothing is begun; --yes-to-nobody dispatches it all the same.\n"
            )
        );
        Assert.That((await _run.RunAsync("status", "--json")).Output, Does.StartWith("{\"database\":"));
    }

    [Test]
    public async Task An_issue_for_nobody_is_dispatched_for_somebody_who_insists()
    {
        Write("payed");

        var answer = await _run.RunAsync("send", "issues/letter.md", "--yes", "--yes-to-nobody");

        Assert.That(answer.Status, Is.Zero, answer.Error);
        Assert.That((await _run.RunAsync("status", "--json")).Output, Does.Contain("\"recipients\":0"));
    }

    [Test]
    public async Task The_doctor_is_red_and_names_the_slip()
    {
        Write("payed");

        var answer = await _run.RunAsync("doctor", "--json");

        Assert.That(
            answer.Output.Split('\n').Single(line => line.Contains("\"next issue\"", StringComparison.Ordinal)),
            Does.Contain("red").IgnoreCase.And.Contain("did you mean paid?")
        );
    }

    private void Write(string audience, string name = "letter") =>
        _run.Write(
            $"issues/{name}.md",
            $"---\ntitle: The {name}\npreheader: What happened\nstatus: ready\naudience: {audience}\n---\nThe news.\n"
        );
}
