using Dapper;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Rendering.Mime;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Tests.Commands.Dispatches;

[TestFixture, Integration]
internal sealed class DispatchCommandTests
{
    private const string Nobody =
        "No process sends from this database now; dispatcher send issues/news.md or dispatcher run goes on with it.";
    private const string Dispatch1 = "Dispatch 1, \"The news\",";

    private CommandRun _run = null!;

    [SetUp]
    public async Task Begin()
    {
        _run = new CommandRun();
        await _run.BeginAsync(readers: 3);
    }

    [TearDown]
    public void Clean() => _run.Dispose();

    [Test]
    public async Task A_dispatch_is_paused_resumed_and_stopped()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                await RunAsync("pause", "1", "--reason", "a wrong name"),
                Is.EqualTo(
                    Done(
                        $"{Dispatch1} is paused; what was on the wire is finished. Go on with: dispatcher dispatch "
                            + "resume 1"
                    )
                )
            );
            Assert.That(await StateAsync(), Is.EqualTo(("paused", "a wrong name", 1L)));
            Assert.That(
                await RunAsync("pause", "1"),
                Is.EqualTo(Refused($"{Dispatch1} is paused already: a wrong name"))
            );
            Assert.That(await RunAsync("resume", "1"), Is.EqualTo(Done($"{Dispatch1} goes on. {Nobody}")));
            Assert.That(await StateAsync(), Is.EqualTo(("sending", (string?)null, 2L)));
            Assert.That(
                await RunAsync("resume", "1"),
                Is.EqualTo(Refused($"{Dispatch1} is not paused, it was interrupted. {Nobody}"))
            );
            await ExecuteAsync("UPDATE deliveries SET state = 'sent' WHERE subscriber_id = 1");
            Assert.That(
                await RunAsync("stop", "1", "--yes"),
                Is.EqualTo(Done($"{Dispatch1} is stopped: 2 get nothing, 1 have it."))
            );
            Assert.That(await StateAsync(), Is.EqualTo(("stopped", "by an operator", 3L)));
            Assert.That(
                await RunAsync("stop", "1", "--yes"),
                Is.EqualTo(Refused($"{Dispatch1} was stopped (by an operator); nothing more of it is sent."))
            );
            Assert.That(
                await RunAsync("pause", "1"),
                Is.EqualTo(Refused($"{Dispatch1} was stopped (by an operator); nothing more of it is sent."))
            );
        }
    }

    [Test]
    public async Task A_stale_dispatch_is_not_resumed()
    {
        await RunAsync("pause", "1");
        _run.Clock.Advance(TimeSpan.FromHours(6));

        Assert.That(
            await RunAsync("resume", "1"),
            Is.EqualTo(Refused($"{Dispatch1} is stale since Mon 13:00; nothing more of it is sent."))
        );
        Assert.That((await StateAsync()).State, Is.EqualTo("paused"));
    }

    [Test]
    public async Task Readers_refused_because_of_the_sender_are_tried_again_on_request()
    {
        await ExecuteAsync(
            "UPDATE deliveries SET state = 'failed', class = 'policy' WHERE subscriber_id = 1; UPDATE deliveries SET "
                + "state = 'failed', class = 'address' WHERE subscriber_id = 2"
        );
        await RunAsync("pause", "1");

        await RunAsync("resume", "1", "--retry-refused");

        Assert.That(await StatesAsync(), Is.EqualTo(new[] { "pending", "failed", "pending" }));
    }

    [TestCase("pause")]
    [TestCase("resume")]
    [TestCase("stop")]
    [TestCase("correct")]
    [TestCase("resolve")]
    public async Task An_unknown_dispatch_is_an_error_with_its_number(string verb) =>
        Assert.That(
            await RunAsync(
                verb == "correct" ? [verb, "7", "issues/news.md"]
                : verb == "resolve" ? [verb, "7", "--sent"]
                : [verb, "7"]
            ),
            Is.EqualTo(Refused("There is no dispatch 7; see them with: dispatcher status"))
        );

    [Test]
    public async Task A_correction_changes_the_text_for_open_deliveries_and_writes_to_readers_of_the_wrong_one()
    {
        await ExecuteAsync("UPDATE deliveries SET state = 'sent' WHERE subscriber_id = 1");
        WriteIssue("Hello, here is the corrected news.");

        var answer = await RunAsync("correct", "1", "issues/news.md", "--notify", "--note", "A wrong name.");

        var notice = (await FindAsync(2))!;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                answer,
                Is.EqualTo(
                    Done(
                        $"{Dispatch1} is corrected: 2 who do not have it yet get the new text. Dispatch 2 writes to "
                            + "the 1 who have the wrong one, by dispatcher run, when nothing else is under way. "
                            + $"{Nobody}"
                    )
                )
            );
            Assert.That(
                (notice.Kind, notice.CorrectsId, notice.Recipients, notice.State),
                Is.EqualTo((DispatchKind.Correction, (long?)1, 1L, DispatchState.Sending))
            );
            Assert.That((await FindAsync(1))!.Revision, Is.EqualTo(1));
            Assert.That(
                (await _run.RunAsync("status", "--dispatch", "2")).Output,
                Does.StartWith("Dispatch 2 (correction of 1) of 2026-01-05")
            );
            Assert.That((await _run.RunAsync("status")).Output, Does.Contain("correction of 1:"));
            Assert.That(
                (await RunAsync("correct", "2", "issues/news.md")).Error,
                Does.Contain("is a correction itself; correct the issue: dispatcher dispatch correct 1")
            );
        }
    }

    [TestCase("{{ subscriber.nobody }}", "issues/news.md:6:")]
    [TestCase("{{ if }}", "issues/news.md:6:")]
    public async Task A_broken_file_corrects_nothing(string body, string expected)
    {
        WriteIssue(body);

        var answer = await RunAsync("correct", "1", "issues/news.md", "--notify");

        Assert.That((answer.Status, answer.Output), Is.EqualTo((1, "")));
        Assert.That(answer.Error, Does.StartWith(expected));
        Assert.That((await FindAsync(1))!.Revision, Is.Zero);
        Assert.That(await FindAsync(2), Is.Null);
    }

    [Test]
    public async Task Another_issue_a_draft_and_an_unchanged_one_correct_nothing()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                await RunAsync("correct", "1", "issues/news.md"),
                Is.EqualTo(
                    Refused(
                        $"issues/news.md and its templates are what {Dispatch1} is sent from already; was the "
                            + "correction saved?"
                    )
                )
            );
            _run.Write("issues/other.md", "---\ntitle: Other\npreheader: P\nstatus: ready\n---\nText.\n");
            Assert.That(
                (await RunAsync("correct", "1", "issues/other.md")).Error,
                Does.Contain("issues/other.md is another issue").And.Contain("issues/news.md")
            );
            _run.Write("issues/news.md", "---\ntitle: The news\npreheader: P\n---\nText.\n");
            Assert.That((await RunAsync("correct", "1", "issues/news.md")).Error, Does.Contain("is a draft"));
            Assert.That(
                await RunAsync("correct", "1", "issues/news.md", "--note", "x"),
                Is.EqualTo(new CommandAnswer(2, "", "--note is for those whom --notify writes to; add --notify.\n"))
            );
            Assert.That((await FindAsync(1))!.Revision, Is.Zero);
        }
    }

    [Test]
    public async Task An_operator_settles_uncertain_deliveries()
    {
        await ExecuteAsync("UPDATE deliveries SET state = 'uncertain' WHERE subscriber_id < 3");

        using (Assert.EnterMultipleScope())
        {
            Assert.That((await RunAsync("resolve", "1")).Status, Is.EqualTo(2));
            Assert.That((await RunAsync("resolve", "1", "--sent", "--resend")).Status, Is.EqualTo(2));
            Assert.That(
                await RunAsync("resolve", "1", "nobody@example.org", "--sent"),
                Is.EqualTo(
                    Refused(
                        "nobody@example.org is not among the uncertain deliveries of dispatch 1; nothing was changed. "
                            + "See: dispatcher status --dispatch 1"
                    )
                )
            );
            Assert.That(
                await RunAsync("resolve", "1", "READER1@example.org", "--sent", "--json"),
                Is.EqualTo(
                    Done(
                        """{"dispatch":1,"email":"reader1@example.org","state":"sent","because":"arrived, """
                            + """says an operator"}"""
                    )
                )
            );
            Assert.That(
                (await RunAsync("resolve", "1", "--resend")).Output,
                Does.Match(@"reader2@example\.org\s+pending\s+sent again by an operator").And.EndWith($"{Nobody}\n")
            );
            Assert.That(await StatesAsync(), Is.EqualTo(new[] { "sent", "pending", "pending" }));
            Assert.That(
                await RunAsync("resolve", "1", "--sent"),
                Is.EqualTo(Done($"{Dispatch1} has no uncertain deliveries."))
            );
            Assert.That((await FindAsync(1))!.Changes, Is.EqualTo(2));
        }
    }

    [Test]
    public async Task A_relays_log_settles_the_messages_that_it_took_and_did_not_take()
    {
        await ExecuteAsync("UPDATE deliveries SET state = 'uncertain' WHERE subscriber_id < 3");
        var tokens = new SignedToken(KeyFile.ReadOrCreate(_run.File("dispatcher.keys")));
        var log = $"""
            2026-01-05T05:59:00Z mail postfix/qmgr[3]: 00000000: removed
            2026-01-05T06:00:00Z mail postfix/cleanup[12]: 4F2A1B3C: message-id=<{MessageIds.LocalPart(
                "news",
                tokens.DeliveryName(1, 1)
            )}@old.example.com>
            2026-01-05T06:00:00Z mail postfix/qmgr[3]: 4F2A1B3C: from=<letter@example.com>, size=30214, nrcpt=1 (queue active)

            """;
        _run.Write("mail.log", log);
        _run.Write("later.log", "2026-01-05T06:00:01Z mail postfix/qmgr[3]: 00000000: removed\n");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                (await RunAsync("resolve", "1", "--resend", "--from-log", _run.File("mail.log"))).Error,
                Does.StartWith("The log goes from 2026-01-05 05:59:00")
            );
            Assert.That(await StatesAsync(), Is.EqualTo(new[] { "uncertain", "uncertain", "pending" }));
            var first = await RunAsync("resolve", "1", "--from-log", _run.File("mail.log"), "--json");
            Assert.That(
                first.Output.Split('\n'),
                Has.Some.EqualTo(
                        """{"dispatch":1,"email":"reader1@example.org","state":"sent","because":"queued as """
                            + """4F2A1B3C, says the relay's log"}"""
                    )
                    .And.Some.EqualTo(
                        """{"dispatch":1,"email":"reader2@example.org","state":"uncertain","because":"not in """
                            + """the log"}"""
                    )
            );
            Assert.That(
                (
                    await RunAsync(
                        "resolve",
                        "1",
                        "--resend",
                        "--from-log",
                        _run.File("mail.log"),
                        _run.File("later.log")
                    )
                ).Output,
                Does.Match(@"reader2@example\.org\s+pending")
            );
            Assert.That(await StatesAsync(), Is.EqualTo(new[] { "sent", "pending", "pending" }));
        }
    }

    [Test]
    public async Task Watching_ends_with_the_outcome_and_says_when_there_is_no_dispatch()
    {
        await RunAsync("stop", "1", "--yes");

        Assert.That(
            (await _run.RunAsync("status", "--watch")).Output,
            Is.EqualTo("Nothing is being sent now. See what comes next with: dispatcher queue\n")
        );
        Assert.That(
            (await _run.RunAsync("status", "--watch", "--dispatch", "1")).Output,
            Does.StartWith("Dispatch 1 of 2026-01-05, \"The news\": stopped, 3 expired")
        );
    }

    private static CommandAnswer Done(string line) => new(0, line + "\n", "");

    private static CommandAnswer Refused(string line) => new(1, "", line + "\n");

    private Task<CommandAnswer> RunAsync(params string[] words) => _run.RunAsync(["dispatch", .. words]);

    private void WriteIssue(string body) =>
        _run.Write("issues/news.md", $"---\ntitle: The news\npreheader: What happened\nstatus: ready\n---\n{body}\n");

    private async Task<Dispatch?> FindAsync(long id) =>
        await new DispatchStore(await _run.DatabaseAsync(), _run.Clock).FindAsync(id, CancellationToken.None);

    private async Task<(string State, string? Reason, long Changes)> StateAsync() =>
        await FindAsync(1) is { } now ? (now.State.Word(), now.Reason, now.Changes) : default;

    private async Task<IReadOnlyList<string>> StatesAsync() =>
        [
            .. (
                await new Ledger(await _run.DatabaseAsync(), _run.Clock).InStatesAsync(
                    1,
                    DeliveryStates.Words.Values,
                    10,
                    CancellationToken.None
                )
            ).Select(row => row.State.Word()),
        ];

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = await (await _run.DatabaseAsync()).OpenAsync(CancellationToken.None);
        await connection.ExecuteAsync(sql);
    }
}
