using System.Diagnostics;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Tests.Support.Smtp;

namespace Newsletter.Dispatcher.Tests.Faults;

/// <summary>A normal stop: no message is lost, sent twice or uncertain, and the stop does not take long.</summary>
[TestFixture, EndToEnd]
internal sealed class StopTests
{
    private const int Connections = 4;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Test]
    public Task A_stop_at_a_random_moment_leaves_no_delivery_uncertain() => StopAsync(stops: 10, readers: 1000);

    [Test]
    [Explicit("minutes"), Category("Long")]
    public Task A_hundred_stops_at_random_moments_leave_no_delivery_uncertain() => StopAsync(stops: 100, readers: 5000);

    [TestCase(Signal.Terminate, "send")]
    [TestCase(Signal.Interrupt, "run")]
    public async Task A_second_signal_ends_the_program_at_once_and_loses_no_message(Signal second, string verb)
    {
        // One connection: the first message shows that the relay works, and the others wait until its reply comes.
        const int OnTheWire = 1;
        await using var survivor = await Survivor.CreateAsync(readers: 50, connections: Connections);
        if (verb == "run")
        {
            await survivor.BeginAsync();
        }

        // On a slow machine the first process may have claimed messages before its end; each is sent a second time, and
        // no third time.
        var claimed = await survivor.Ledger.StateAsync() is null ? 0 : await survivor.Ledger.CountAsync("sending");

        var silent = true;
        survivor.Server.On(Stage.AfterData, _ => Volatile.Read(ref silent) ? SmtpAction.Hang : null);

        // In the background of a shell Ctrl-C is ignored, and the program would inherit that.
        await using var program = await survivor.StartAsync("env", "--default-signal=INT");
        await survivor.WaitForReceivedAsync(OnTheWire);

        program.Send(Signal.Terminate);
        await Quiet.AfterAsync(() => survivor.Server.AcceptedCount);
        var isDraining = !program.HasExited;

        // Send the signal repeatedly: a second signal of the same kind is lost if it comes before the first was
        // handled.
        Task<int> end;
        for (
            end = program.WaitAsync(Limit);
            !end.IsCompleted;
            await Task.WhenAny(end, Task.Delay(TimeSpan.FromMilliseconds(100)))
        )
        {
            program.Send(second);
        }

        var status = await end;

        var onTheWire = await survivor.Ledger.CountAsync("sending");
        Volatile.Write(ref silent, false);
        var verdict = await survivor.FinishAsync();
        verdict.Hold(
            mostDuplicates: 0,
            mostUncertain: (int)Math.Min(claimed, onTheWire),
            $"second signal while {onTheWire} waited for their reply, status {status}"
        );
        Assert.That(isDraining, "the program waits for the replies");
        Assert.That(status, Is.EqualTo(128 + (int)second));
        Assert.That(onTheWire, Is.InRange(OnTheWire, Connections));
        Assert.That(verdict.Resends, Is.EqualTo(claimed + onTheWire - verdict.Uncertain));
    }

    private static async Task StopAsync(int stops, int readers)
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        var server = ScriptedSmtpServer
            .Start()
            .On(Stage.AfterData, SmtpAction.Wait(TimeSpan.FromMilliseconds(3)).Then(SmtpAction.AsUsual));
        await using var survivor = await Survivor.CreateAsync(readers, "hold", Connections, server);

        var slowest = TimeSpan.Zero;
        for (var left = stops; left > 0; left--)
        {
            await using var program = await survivor.StartAsync();
            await survivor.WaitForMomentAsync(program, random, readers, left);
            var clock = Stopwatch.StartNew();
            program.Send(Signal.Terminate);
            var status = await program.WaitAsync(Limit);
            slowest = clock.Elapsed > slowest ? clock.Elapsed : slowest;

            // 143: the signal came before the program handled signals. 1: it came while the program opened the
            // database, or send was not done; the program says so.
            var isSaid =
                program.Error == "Stopped before it was done.\n"
                || (program.Output + program.Error).Contains(
                    "Stopped. What was in flight is recorded",
                    StringComparison.Ordinal
                );
            Assert.That(
                status is 0 or 143 || (status == 1 && isSaid),
                $"status {status}: {program.Output}{program.Error}"
            );
            Assert.That(await survivor.Ledger.CountAsync("sending"), Is.Zero, "messages in transfer are recorded");
        }

        var verdict = await survivor.FinishAsync();

        verdict.Hold(
            mostDuplicates: 0,
            mostUncertain: 0,
            $"{stops} stops, the slowest took {slowest.TotalMilliseconds:F0} ms, seed {seed}"
        );
    }
}
