using System.Diagnostics;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Tests.Support.Smtp;

namespace Newsletter.Dispatcher.Tests.Faults;

/// <summary>The program dies at a chosen moment.</summary>
[TestFixture, EndToEnd]
internal sealed class CrashTests
{
    private const int Recipients = 3000;

    [TestCase("resend", 1)]
    [TestCase("hold", 1)]
    public Task A_death_between_the_reply_and_the_commit_makes_the_delivery_uncertain(string policy, int deaths) =>
        DieAfterReplyAsync(policy, deaths);

    [TestCase("resend", 100)]
    [TestCase("hold", 100)]
    [Explicit("minutes"), Category("Long")]
    public Task A_hundred_deaths_between_the_reply_and_the_commit_make_the_deliveries_uncertain(
        string policy,
        int deaths
    ) => DieAfterReplyAsync(policy, deaths);

    [TestCase(10)]
    public Task A_death_during_the_freeze_leaves_a_complete_dispatch_or_none(int deaths) => DieInFreezeAsync(deaths);

    [TestCase(100)]
    [Explicit("minutes"), Category("Long")]
    public Task A_hundred_deaths_during_the_freeze_leave_a_complete_dispatch_or_none(int deaths) =>
        DieInFreezeAsync(deaths);

    [Test]
    public async Task A_dispatch_whose_process_died_after_the_freeze_is_sent_at_the_next_start()
    {
        await using var survivor = await Survivor.CreateAsync(readers: 100);
        await survivor.BeginAsync();
        Assert.That(
            (
                survivor.Server.Received.Count,
                await survivor.Ledger.CountAsync("pending") + await survivor.Ledger.CountAsync("sending")
            ),
            Is.EqualTo((0, 100))
        );

        var clock = Stopwatch.StartNew();
        await using (var service = await survivor.StartAsync())
        {
            await survivor.WaitForMessagesAsync(service, 1);
        }

        var took = clock.Elapsed;
        (await survivor.FinishAsync()).Hold(
            mostDuplicates: 4,
            mostUncertain: 4,
            $"first message {took.TotalMilliseconds:F0} ms after the start"
        );
    }

    [Test]
    public async Task In_a_crash_loop_no_reader_gets_more_than_two_copies()
    {
        ChildProcess? running = null;
        var server = ScriptedSmtpServer.Start();

        // The program is dead before it can read that its message was accepted: if it died only after the reply, its
        // commit would sometimes be faster.
        server.On(
            Stage.AfterData,
            call =>
                call.Recipient == "reader5@example.com"
                    ? SmtpAction.Run(() => running!.Send(Signal.Kill)).Then(SmtpAction.AsUsual)
                    : null
        );
        await using var survivor = await Survivor.CreateAsync(readers: 10, connections: 1, server: server);

        var crashes = 0;
        while (await survivor.Ledger.StateAsync() is not "done" && crashes < 6)
        {
            await using var program = running = await survivor.StartAsync();
            await survivor.WaitForMessagesAsync(program, int.MaxValue);
            if (!program.HasExited)
            {
                break;
            }

            await program.WaitAsync(TimeSpan.FromSeconds(60));
            crashes++;
        }

        var verdict = await survivor.JudgeAsync();
        verdict.Hold(mostDuplicates: 1, mostUncertain: 1, $"{crashes} crashes on one recipient");
        Assert.That(crashes, Is.EqualTo(2));
        Assert.That(
            (await survivor.Ledger.RowsAsync()).Single(row => row.State != "sent"),
            Has.Property("Email").EqualTo("reader5@example.com").And.Property("State").EqualTo("uncertain")
        );
    }

    private static async Task DieAfterReplyAsync(string policy, int deaths)
    {
        var victim = "";
        ChildProcess? running = null;
        var server = ScriptedSmtpServer.Start();
        server.On(
            Stage.AfterData,
            call =>
                call.Recipient == Volatile.Read(ref victim)
                    ? SmtpAction.Run(() => running!.Send(Signal.Kill)).Then(SmtpAction.AsUsual)
                    : null
        );
        await using var survivor = await Survivor.CreateAsync(readers: deaths + 2, policy, connections: 1, server);

        for (var death = 1; death <= deaths; death++)
        {
            Volatile.Write(ref victim, $"reader{death + 1}@example.com");
            await using var program = running = await survivor.StartAsync();
            await program.WaitAsync(TimeSpan.FromSeconds(60));
            Assert.That(server.Messages[^1].Recipients, Is.EqualTo([victim]));
        }

        Volatile.Write(ref victim, "");
        var inDoubt = (await survivor.Ledger.RowsAsync()).Count(row => row.State is "sending" or "uncertain");
        var verdict = await survivor.FinishAsync();

        var resend = policy == "resend";
        verdict.Hold(
            resend ? deaths : 0,
            resend ? 0 : deaths,
            $"{deaths} deaths between reply and commit, {inDoubt} in doubt at the end, {policy}"
        );
        Assert.That(resend ? verdict.Duplicates : verdict.Uncertain, Is.EqualTo(deaths));
    }

    private static async Task DieInFreezeAsync(int deaths)
    {
        Strace.Require();
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        var (begun, nothing) = (0, 0);
        var points = Enumerable.Range(0, deaths).Select(_ => random.Next(1, 150)).ToList();
        await Parallel.ForEachAsync(
            points,
            new ParallelOptions { MaxDegreeOfParallelism = 2 },
            async (point, _) =>
            {
                // The list is so long that the freeze takes more than a hundred writes.
                await using var survivor = await Survivor.CreateAsync(Recipients);
                var trace = Path.Combine(survivor.Newsletter.Folder, "trace");
                await using var program = await survivor.StartAsync(
                    Strace.Holding("pwrite64", trace, TimeSpan.FromMilliseconds(4))
                );
                await Strace.KillAtAsync(program, trace, point);
                if (await survivor.Ledger.StateAsync() is null)
                {
                    Assert.That(await survivor.Ledger.AllRowsAsync(), Is.Zero);
                    Interlocked.Increment(ref nothing);
                }
                else
                {
                    Assert.That(
                        (await survivor.Ledger.FrozenAsync(), await survivor.Ledger.AllRowsAsync()),
                        Is.EqualTo((Recipients, Recipients))
                    );
                    Interlocked.Increment(ref begun);
                }
            }
        );

        TestContext.Out.WriteLine(
            $"{deaths} deaths during the freeze: {nothing} left nothing, {begun} the whole of it, none a part; seed "
                + $"{seed}"
        );
    }
}
