using Dapper;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Tests.Faults;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Tests.Support.Smtp;

namespace Newsletter.Dispatcher.Tests.Field;

/// <summary>
/// The process of a <c>send</c> died: the same command continues the dispatch, and every command says so.
/// </summary>
[TestFixture, EndToEnd]
internal sealed class InterruptedSendTests
{
    private const int Connections = 2;
    private const int Readers = 60;
    private const string GoesOn = "dispatcher send issues/news.md or dispatcher run goes on with it";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private static readonly string[] Send = ["send", "issues/news.md", "--yes"];

    [TestCase("resend")]
    [TestCase("hold")]
    public async Task The_same_send_continues_a_send_that_was_killed(string policy)
    {
        await using var survivor = await KilledInTheMiddleAsync(policy);
        var onTheWire = (int)await survivor.Ledger.CountAsync("sending");

        var (status, printed) = await survivor.Newsletter.RunAsync(Send);

        Assert.That(status, Is.Zero, printed);
        Assert.That(
            printed,
            Does.Match(
                @"Dispatch 1, ""The news"", was interrupted: \d+ of 60 sent, "
                    + @"\d+ still due\. It goes on where it stopped\."
            )
        );
        Assert.That(printed, Does.Contain("100 %: ").And.Contain("\"The news\": done, "));
        Assert.That(printed, Does.Not.Contain("have changed since"));
        var verdict = await survivor.JudgeAsync();
        verdict.Hold(
            policy is "hold" ? 0 : onTheWire,
            policy is "hold" ? onTheWire : 0,
            $"{onTheWire} on the wire, {policy}"
        );
    }

    [Test]
    public async Task A_send_that_was_killed_before_its_first_message_is_sent_completely()
    {
        await using var survivor = await Survivor.CreateAsync(readers: 20, connections: Connections);
        await survivor.BeginAsync();

        var (status, printed) = await survivor.Newsletter.RunAsync(Send);

        Assert.That(status, Is.Zero, printed);
        (await survivor.JudgeAsync()).Hold(mostDuplicates: 0, mostUncertain: 0, "killed before the first message");
    }

    [Test]
    public async Task Each_command_shows_a_killed_send_as_interrupted_and_says_how_to_continue_it()
    {
        await using var survivor = await KilledInTheMiddleAsync();
        survivor.Newsletter.Write("issues/other.md", "---\ntitle: Other\npreheader: P\nstatus: ready\n---\nText.\n");

        var (_, status) = await survivor.Newsletter.RunAsync("status");
        var (_, one) = await survivor.Newsletter.RunAsync("status", "--dispatch", "1");
        var (_, json) = await survivor.Newsletter.RunAsync("status", "--json");
        var (_, oneJson) = await survivor.Newsletter.RunAsync("status", "--dispatch", "1", "--json");
        var resume = await survivor.Newsletter.RunAsync("dispatch", "resume", "1");
        var other = await survivor.Newsletter.RunAsync("send", "issues/other.md", "--yes");
        var dryRun = await survivor.Newsletter.RunAsync("send", "issues/news.md", "--dry-run");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                status,
                Does.Contain(" interrupted ")
                    .And.Contain($"Dispatch 1 was interrupted. No process sends it now; {GoesOn}.")
            );
            Assert.That(
                one,
                Does.Contain("\"The news\": interrupted, ").And.Contain($"No process sends it now; {GoesOn}.")
            );
            Assert.That(json, Does.Contain("\"state\":\"interrupted\"").And.Contain($"\"goes_on_with\":\"{GoesOn}\""));
            Assert.That(
                oneJson,
                Does.Contain("\"state\":\"interrupted\"").And.Contain($"\"goes_on_with\":\"{GoesOn}\"")
            );
            Assert.That(
                resume,
                Is.EqualTo(
                    (
                        1,
                        "Dispatch 1, \"The news\", is not paused, it was interrupted. No process sends from this "
                            + $"database now; {GoesOn}.\n"
                    )
                )
            );
            Assert.That(other.Status, Is.EqualTo(1));
            Assert.That(
                other.Output,
                Does.Contain("Dispatch 1 (interrupted) already took the slot of").And.Contain(GoesOn)
            );
            Assert.That(dryRun.Status, Is.Zero);
            Assert.That(dryRun.Output, Does.Contain("was interrupted: "));
            Assert.That(await survivor.Ledger.StateAsync(), Is.EqualTo("sending"), "none of them changed anything");
        }
    }

    [Test]
    public async Task Watching_says_that_no_process_sends_and_continues_when_one_does()
    {
        await using var survivor = await KilledInTheMiddleAsync();
        await using var watch = survivor.Newsletter.Start("status", "--watch");
        await watch.WaitForTextAsync($"interrupted: no process sends it now; {GoesOn}", Patience);

        var (status, printed) = await survivor.Newsletter.RunAsync(Send);

        Assert.That(status, Is.Zero, printed);
        Assert.That(await watch.WaitAsync(Patience), Is.Zero);
        Assert.That(watch.Output, Does.Contain("\"The news\": done, 60 sent"));
    }

    [Test]
    public async Task A_killed_send_continues_with_the_frozen_issue_and_reports_a_changed_file()
    {
        await using var survivor = await KilledInTheMiddleAsync();
        survivor.Newsletter.Write(
            "issues/news.md",
            "---\ntitle: The news\npreheader: What happened\nstatus: ready\n---\nAnother text.\n"
        );

        var (status, printed) = await survivor.Newsletter.RunAsync(Send);

        Assert.That(status, Is.Zero, printed);
        Assert.That(
            printed,
            Does.Contain("issues/news.md or its templates have changed since")
                .And.Contain("dispatcher dispatch correct 1 issues/news.md")
        );
        Assert.That(
            survivor.Server.Messages.Select(message => message.Parse().TextBody),
            Has.All.Contains("here is the news")
        );
    }

    [Test]
    public async Task A_missing_or_broken_file_does_not_stop_a_dispatch_that_has_begun()
    {
        await using var survivor = await KilledInTheMiddleAsync();
        File.Delete(Path.Combine(survivor.Newsletter.Folder, "issues", "news.md"));

        var (status, printed) = await survivor.Newsletter.RunAsync(Send);

        Assert.That(status, Is.Zero, printed);
        Assert.That(printed, Does.Contain("issues/news.md cannot be read now"));
        Assert.That(await survivor.Ledger.StateAsync(), Is.EqualTo("done"));
    }

    [Test]
    public async Task A_dispatch_that_was_paused_and_killed_continues_only_after_a_resume()
    {
        await using var survivor = await KilledInTheMiddleAsync();
        await survivor.Newsletter.RunAsync("dispatch", "pause", "1", "--reason", "a wrong name");

        await using var send = survivor.Newsletter.Start(Send);
        await send.WaitForTextAsync("paused: a wrong name; go on with: dispatcher dispatch resume 1", Patience);
        var (_, resumed) = await survivor.Newsletter.RunAsync("dispatch", "resume", "1");

        Assert.That(await send.WaitAsync(Patience), Is.Zero, send.Output + send.Error);
        Assert.That(resumed, Does.Contain($"Process {send.Id} sends from this database"));
        Assert.That(await survivor.Ledger.StateAsync(), Is.EqualTo("done"));
    }

    [Test]
    public async Task An_interrupted_correction_is_continued_too()
    {
        await using var survivor = await Survivor.CreateAsync(readers: 5, connections: Connections);
        await survivor.Newsletter.RunAsync(Send);
        survivor.Newsletter.Write(
            "issues/news.md",
            "---\ntitle: The news\npreheader: What happened\nstatus: ready\n---\nThe right text.\n"
        );
        await survivor.Newsletter.RunAsync("dispatch", "correct", "1", "issues/news.md", "--notify");
        var (_, before) = await survivor.Newsletter.RunAsync("status", "--dispatch", "2");

        var (status, printed) = await survivor.Newsletter.RunAsync(Send);
        var again = await survivor.Newsletter.RunAsync(Send);

        Assert.That(before, Does.Contain("interrupted").And.Contain(GoesOn));
        Assert.That(status, Is.Zero, printed);
        Assert.That(printed, Does.Contain("a correction of dispatch 1, was interrupted: 0 of 5 sent, 5 still due."));
        Assert.That(survivor.Server.Messages, Has.Count.EqualTo(10), "the issue and its correction, once each");
        Assert.That(again.Status, Is.EqualTo(1));
        Assert.That(again.Output, Does.Contain("Dispatch 1 (done) already took the slot"));
    }

    [Test]
    public async Task Send_also_sends_the_waves_of_a_dispatch_at_their_time()
    {
        await using var survivor = await Survivor.CreateAsync(readers: 20, connections: Connections);
        var late = await BeginInWavesAsync(survivor);

        var (status, printed) = await survivor.Newsletter.RunAsync(Send);

        Assert.That(status, Is.Zero, printed);
        Assert.That(DateTimeOffset.UtcNow, Is.GreaterThanOrEqualTo(late), "the program waited for the last wave");
        (await survivor.JudgeAsync()).Hold(mostDuplicates: 0, mostUncertain: 0, "interrupted between two waves");
    }

    [Test]
    public async Task A_second_send_is_refused_while_the_first_process_lives()
    {
        await using var survivor = await Survivor.CreateAsync(readers: 20, connections: Connections);
        var silent = true;
        survivor.Server.On(Stage.Connect, _ => Volatile.Read(ref silent) ? SmtpAction.Hang : null);
        await using var first = survivor.Newsletter.Start(Send);
        await survivor.Ledger.WaitForAsync("sending", Patience);

        var (status, printed) = await survivor.Newsletter.RunAsync(Send);
        var (_, shown) = await survivor.Newsletter.RunAsync("status", "--json");

        Assert.That(
            (status, printed),
            Is.EqualTo(
                (
                    1,
                    $"{survivor.Newsletter.DatabasePath}: another dispatcher (process {first.Id}) sends from this "
                        + "database; stop it first, or leave the sending to it.\n"
                )
            )
        );
        Assert.That(shown, Does.Contain("\"state\":\"sending\"").And.Contain("\"goes_on_with\":null"));
        Volatile.Write(ref silent, false);
    }

    /// <summary>A send that was killed while messages were in transfer.</summary>
    private static async Task<Survivor> KilledInTheMiddleAsync(string policy = "resend")
    {
        var server = ScriptedSmtpServer
            .Start()
            .On(Stage.AfterData, SmtpAction.Wait(TimeSpan.FromMilliseconds(20)).Then(SmtpAction.AsUsual));
        var survivor = await Survivor.CreateAsync(Readers, policy, Connections, server);
        await using var send = survivor.Newsletter.Start(Send);
        await survivor.WaitForMessagesAsync(send, 5);
        await survivor.KillAsync(send);
        Assert.That(await survivor.Ledger.StateAsync(), Is.EqualTo("sending"), "the send was killed before the end");
        return survivor;
    }

    /// <summary>Half of the readers are due now, half after some seconds; no process sends.</summary>
    /// <returns>When the last wave begins.</returns>
    private static async Task<DateTimeOffset> BeginInWavesAsync(Survivor survivor)
    {
        var database = new Database($"Data Source={survivor.Newsletter.DatabasePath};Pooling=False");
        await using var connection = await database.OpenAsync(CancellationToken.None);
        await connection.ExecuteAsync("UPDATE subscribers SET time_zone = 'America/New_York' WHERE id > 10");
        var (package, problems) = new IssuePackageReader(
            new NewsletterFolder(survivor.Newsletter.Folder),
            NewsletterSample.Settings()
        ).Read("news.md");
        Assert.That(package, Is.Not.Null, string.Join(' ', problems));
        var now = DateTimeOffset.FromUnixTimeMilliseconds(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        var late = now.AddSeconds(8);
        PlannedWave Wave(DateTimeOffset at) => new(at, at.AddHours(6), at.AddHours(6));
        var plan = new WavePlan(
            [Wave(now), Wave(late)],
            new Dictionary<string, DateTimeOffset> { ["America/New_York"] = late },
            now
        );
        await new DispatchStore(database, TimeProvider.System).BeginAsync(
            new NewDispatch(
                DateOnly.FromDateTime(now.UtcDateTime),
                now,
                plan.CutOffAt,
                "news",
                "The news",
                "all",
                package!.Freeze(),
                plan
            ),
            isByHand: false,
            CancellationToken.None
        );
        return late;
    }
}
