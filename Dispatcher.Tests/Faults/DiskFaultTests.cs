using System.Globalization;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Tests.Support.Smtp;

namespace Newsletter.Dispatcher.Tests.Faults;

/// <summary>The disk fails or is full during a send: no message is sent whose intent could not be written.</summary>
[TestFixture, EndToEnd]
internal sealed class DiskFaultTests
{
    private const int Connections = 4;

    private static readonly string[] SomeWrites = ["1", "2", "3", "5", "8", "13", "21", "34"];

    [Test]
    public Task One_failed_sync_loses_and_doubles_no_message() => SweepAsync("fsync", "EIO", readers: 12, Every());

    [Test]
    public Task A_write_to_a_full_disk_loses_and_doubles_no_message() =>
        SweepAsync("pwrite64", "ENOSPC", readers: 12, SomeWrites);

    [TestCase("fsync", "EIO", false)]
    [TestCase("fsync", "EIO", true)]
    [TestCase("pwrite64", "ENOSPC", false)]
    [TestCase("pwrite64", "ENOSPC", true)]
    [TestCase("pwrite64", "EIO", true)]
    [Explicit("minutes"), Category("Long")]
    public Task Each_single_disk_failure_of_a_send_to_fifty_loses_and_doubles_no_message(
        string call,
        string error,
        bool isBegun
    ) => SweepAsync(call, error, readers: 50, Every(), isBegun);

    // The number is high enough that the thread that freezes the recipients has finished.
    [TestCase("fsync", "EIO", 6)]
    [TestCase("pwrite64", "ENOSPC", 150)]
    public Task A_disk_that_stays_broken_stops_the_sending(string call, string error, int from) =>
        StayBrokenAsync(call, error, from, Signal.Kill);

    [TestCase("fsync", "EIO", 6)]
    public Task A_stop_ends_the_program_although_the_disk_stays_broken(string call, string error, int from) =>
        StayBrokenAsync(call, error, from, Signal.Terminate);

    [Test, Combinatorial]
    [Explicit("minutes"), Category("Long")]
    public Task A_disk_that_breaks_at_any_point_stops_the_sending(
        [Values("fsync:EIO", "pwrite64:ENOSPC")] string fault,
        [Range(1, 24)] int from
    ) => StayBrokenAsync(fault.Split(':')[0], fault.Split(':')[1], from, Signal.Kill);

    [Test]
    public async Task A_disk_that_fills_in_the_middle_stops_the_sending_until_there_is_room()
    {
        using var disk = await SmallDisk.MountAsync(megabytes: 8);

        // The server is so slow that the disk is full long before the end.
        var server = ScriptedSmtpServer
            .Start()
            .On(Stage.AfterData, SmtpAction.Wait(TimeSpan.FromMilliseconds(20)).Then(SmtpAction.AsUsual));
        await using var survivor = await Survivor.CreateAsync(readers: 1000, connections: Connections, server: server);
        survivor.MoveDatabase(disk.Path);
        await using var send = await survivor.StartAsync();
        await survivor.WaitForMessagesAsync(send, 50);

        disk.Fill();
        await send.WaitForTextAsync("disk is full", TimeSpan.FromSeconds(30));
        var stopped = server.AcceptedCount;
        var later = await Quiet.AfterAsync(() => server.AcceptedCount);
        disk.MakeRoom();
        var status = await send.WaitAsync(TimeSpan.FromSeconds(60));

        var verdict = await survivor.JudgeAsync();
        verdict.Hold(
            mostDuplicates: 0,
            mostUncertain: 0,
            $"disk full after {stopped} messages, {later - stopped} more while it was"
        );
        Assert.That((status, stopped), Is.EqualTo((0, stopped)), send.Error);
        Assert.That(stopped, Is.LessThan(1000), "the disk was full before the end");
        Assert.That(
            later - stopped,
            Is.LessThanOrEqualTo(Connections),
            "only messages whose intent was committed before are sent"
        );
    }

    [Test]
    public async Task While_another_program_locks_the_database_no_new_message_is_sent()
    {
        var server = ScriptedSmtpServer
            .Start()
            .On(Stage.AfterData, SmtpAction.Wait(TimeSpan.FromMilliseconds(2)).Then(SmtpAction.AsUsual));
        await using var survivor = await Survivor.CreateAsync(readers: 400, connections: Connections, server: server);
        await using var send = await survivor.StartAsync();
        await survivor.WaitForMessagesAsync(send, 50);

        int locked,
            later;
        await using (var other = await survivor.Ledger.OpenAsync())
        {
            await using var transaction = other.BeginTransaction(deferred: false);
            locked = server.AcceptedCount;
            await send.WaitForTextAsync("locked by another program", TimeSpan.FromSeconds(60));
            later = await Quiet.AfterAsync(() => server.AcceptedCount);
        }

        var status = await send.WaitAsync(TimeSpan.FromSeconds(60));

        var verdict = await survivor.JudgeAsync();
        verdict.Hold(
            mostDuplicates: 0,
            mostUncertain: 0,
            $"locked after {locked} messages, {later - locked} more while it was"
        );
        Assert.That(status, Is.Zero, send.Error);
        Assert.That(
            later - locked,
            Is.LessThanOrEqualTo(Connections),
            "only messages whose intent was committed before are sent"
        );
    }

    /// <summary>
    /// Runs the program with the N-th such call of each thread failing, for each N until no call is left to fail.
    /// </summary>
    /// <param name="isBegun">True when the service continues a frozen dispatch: then a failure never ends the program
    /// before its other threads had theirs.</param>
    private static async Task SweepAsync(
        string call,
        string error,
        int readers,
        IEnumerable<string> points,
        bool isBegun = false
    )
    {
        Strace.Require();
        var table = new SortedDictionary<int, string>();
        var isComplete = false;
        await Parallel.ForEachAsync(
            points,
            new ParallelOptions { MaxDegreeOfParallelism = 3 },
            async (point, _) =>
            {
                if (Volatile.Read(ref isComplete))
                {
                    return;
                }

                await using var survivor = await Survivor.CreateAsync(readers, connections: Connections);
                var trace = Path.Combine(survivor.Newsletter.Folder, "trace");
                if (isBegun)
                {
                    await survivor.BeginAsync();
                }

                await using var send = await survivor.StartAsync(Strace.Failing(call, trace, error, point));
                if (isBegun)
                {
                    await survivor.WaitForMessagesAsync(send, readers);
                    await UntilItIsDoneOrStandsStillAsync(survivor, send);
                    send.Send(Signal.Terminate);
                }

                var status = await send.WaitAsync(TimeSpan.FromSeconds(60));
                var failures = Strace.Failed(trace);
                var sent = survivor.Server.Messages;
                AssertSpeaksPlainly(status, send);

                await using var after = survivor.Copy("hold", Connections);
                var verdict = await after.FinishHereAsync(sent);
                var line =
                    $"{point, 4} {failures} failed, status {status} with {sent.Count, 2} sent, in the end: {verdict}";
                lock (table)
                {
                    table.Add(int.Parse(point, CultureInfo.InvariantCulture), line);
                }

                verdict.Hold(mostDuplicates: 0, mostUncertain: isBegun ? Connections : 0, about: null);
                if (failures == 0)
                {
                    Volatile.Write(ref isComplete, true);
                }
            }
        );

        TestContext.Out.WriteLine(string.Join('\n', table.Values));
        TestContext.Out.WriteLine($"Sweep of {error} at {call}: {table.Count} points");
        Assert.That(table, Has.Count.GreaterThan(3));
    }

    /// <summary>
    /// A retry may run on a thread that has calls left, so a few more messages may be sent, each with its intent.
    /// </summary>
    private static async Task StayBrokenAsync(string call, string error, int from, Signal end)
    {
        Strace.Require();
        await using var survivor = await Survivor.CreateAsync(readers: 1000, connections: Connections);
        var trace = Path.Combine(survivor.Newsletter.Folder, "trace");
        await using var send = await survivor.StartAsync(Strace.Failing(call, trace, error, $"{from}+"));

        var stopped = await UntilItStandsStillAsync(survivor, send, trace);
        send.Send(end);
        var status = await send.WaitAsync(TimeSpan.FromSeconds(60));
        AssertSpeaksPlainly(status, send);
        Assert.That(Strace.Failed(trace), Is.GreaterThan(0), "the disk failed");

        await survivor.Server.WaitUntilLeftAsync(TimeSpan.FromSeconds(60));
        var sent = survivor.Server.Messages;
        (await survivor.JudgeAsync()).Hold(
            mostDuplicates: 0,
            mostUncertain: 0,
            $"{error} at each {call} from {from}: stood still at {stopped}, ended by {end} with {status}"
        );
        await using var after = survivor.Copy("hold", Connections);
        (await after.FinishHereAsync(sent)).Hold(
            mostDuplicates: 0,
            mostUncertain: Connections,
            "continued with a working disk"
        );
        Assert.That(stopped, Is.LessThan(1000), "the dispatch was stopped before the end");
    }

    /// <summary>Waits until the disk has failed and no message has come for a second.</summary>
    private static async Task<int> UntilItStandsStillAsync(Survivor survivor, ChildProcess program, string trace)
    {
        await survivor.WaitForMessagesAsync(program, 1);
        await UntilAsync(program, () => Strace.Failed(trace) > 0);
        var before = -1;
        for (var quiet = 0; !program.HasExited && quiet < 20; quiet++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50));
            if (survivor.Server.AcceptedCount != before)
            {
                (before, quiet) = (survivor.Server.AcceptedCount, 0);
            }
        }

        return survivor.Server.AcceptedCount;
    }

    /// <summary>Waits until the outcomes are written, too; a failure may have prevented that for good.</summary>
    private static async Task UntilItIsDoneOrStandsStillAsync(Survivor survivor, ChildProcess program)
    {
        for (
            var tries = 0;
            tries < 60 && !program.HasExited && await survivor.Ledger.StateAsync() is not "done";
            tries++
        )
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50));
        }
    }

    private static async Task UntilAsync(ChildProcess program, Func<bool> condition)
    {
        for (var tries = 0; tries < 1200 && !program.HasExited && !condition(); tries++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50));
        }
    }

    private static void AssertSpeaksPlainly(int status, ChildProcess program)
    {
        Assert.That(program.Output + program.Error, Does.Not.Contain("Unhandled exception").And.Not.Contain("   at "));
        Assert.That(status is 0 or 1 or 137 or 143, $"status {status}: {program.Output}{program.Error}");
    }

    private static IEnumerable<string> Every() =>
        Enumerable.Range(1, 500).Select(n => n.ToString(CultureInfo.InvariantCulture));
}
