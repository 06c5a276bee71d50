using Newsletter.Dispatcher.Commands;
using Newsletter.Dispatcher.Commands.Dispatches;
using Newsletter.Dispatcher.Delivery;
using Newsletter.Dispatcher.Tests.Faults;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Tests.Support.Smtp;
using Spectre.Console;

namespace Newsletter.Dispatcher.Tests.Field;

/// <summary>A terminal is closed, or its connection breaks, while the program sends.</summary>
[TestFixture, EndToEnd]
internal sealed class LostTerminalTests
{
    private const int Connections = 2;
    private const int Readers = 400;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private static readonly string[] Send = ["send", "issues/news.md", "--yes"];

    /// <summary>A test run that was itself started under nohup ignores SIGHUP, and its children would, too.</summary>
    private static readonly string[] Hearing = ["env", "--default-signal=HUP"];

    [TestCase(1)]
    [TestCase(3)]
    public async Task After_SIGHUP_send_finishes_messages_in_transfer_and_says_how_to_continue(int hangups)
    {
        await using var survivor = await SlowAsync();
        await using var send = survivor.Newsletter.StartUnder(Hearing, Send);
        await survivor.WaitForMessagesAsync(send, 5);

        for (var i = 0; i < hangups; i++)
        {
            send.Send(Signal.Hangup);
        }

        Assert.That(await send.WaitAsync(Patience), Is.EqualTo(1), "as for SIGTERM");
        Assert.That(
            send.Error,
            Does.Contain(
                "Stopped. What was in flight is recorded; dispatcher send issues/news.md or dispatcher run goes on "
                    + "with it."
            )
        );
        Assert.That(send.Output, Does.Contain("\"The news\": interrupted, "));
        Assert.That(await survivor.Ledger.CountAsync("sending"), Is.Zero);
        await FinishAsync(survivor);
    }

    [Test]
    public async Task After_SIGHUP_the_service_stops_normally()
    {
        await using var survivor = await SlowAsync();
        await survivor.BeginAsync();
        await using var service = survivor.Newsletter.StartUnder(Hearing, ["run"]);
        await survivor.WaitForMessagesAsync(service, 5);

        service.Send(Signal.Hangup);

        Assert.That(await service.WaitAsync(Patience), Is.Zero, service.Output + service.Error);
        Assert.That(service.Output, Does.Contain("Stopping: finishing what is in flight."));
        Assert.That(await survivor.Ledger.CountAsync("sending"), Is.Zero);
    }

    [Test]
    public async Task Under_nohup_the_program_goes_on()
    {
        await using var survivor = await SlowAsync();
        await using var send = survivor.Newsletter.StartUnder(["nohup"], Send);
        await survivor.WaitForMessagesAsync(send, 5);

        send.Send(Signal.Hangup);

        Assert.That(await send.WaitAsync(Patience), Is.Zero, send.Error);
        (await survivor.JudgeAsync()).Hold(mostDuplicates: 0, mostUncertain: 0, "SIGHUP under nohup");
    }

    [Test]
    public async Task A_closed_terminal_leaves_no_delivery_uncertain()
    {
        await using var survivor = await SlowAsync();
        var words = string.Join(' ', [.. Hearing, "dotnet", DispatcherProcess.Program, .. Send]);
        await using (
            var terminal = ChildProcess.Start(
                "script",
                ["-qfc", words, "/dev/null"],
                survivor.Newsletter.Folder,
                new Dictionary<string, string?>
                {
                    ["Storage__ConnectionString"] = $"Data Source={survivor.Newsletter.DatabasePath}",
                }
            )
        )
        {
            await survivor.WaitForMessagesAsync(terminal, 5);
            terminal.Send(Signal.Kill);
            await WaitForTheEndOfAsync(survivor);
        }

        Assert.That(
            await survivor.Ledger.StateAsync(),
            Is.EqualTo("sending"),
            "the terminal was closed before the end"
        );
        Assert.That(await survivor.Ledger.CountAsync("sending"), Is.Zero, "messages in transfer are recorded");
        await FinishAsync(survivor);
    }

    [Test]
    public void Output_that_a_lost_terminal_refuses_is_dropped()
    {
        using var broken = new BrokenWriter();
        using var writer = new LostTerminalWriter(broken);

        writer.WriteLine("a line");
        writer.Write('c');
        writer.Write("chars".ToCharArray(), 0, 5);
        writer.Flush();

        Assert.That(broken.Tries, Is.GreaterThanOrEqualTo(4));
    }

    [Test]
    public async Task A_progress_that_cannot_be_shown_does_not_end_the_sending()
    {
        using var broken = new BrokenWriter();
        using var silent = new StringWriter();
        var context = new CommandContext(
            "/",
            TimeProvider.System,
            new Terminal(
                AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(silent) }),
                broken,
                silent
            )
        );
        var work = new TaskCompletionSource();

        var showing = SendProgress.ShowAsync(context, new DispatchProgress(), TimeZoneInfo.Utc, json: true, work.Task);
        await broken.Tried;
        var ended = showing.IsCompleted;
        work.SetResult();
        await showing;

        Assert.That(ended, Is.False, "the program waits for the work");
    }

    private static Task<Survivor> SlowAsync() =>
        Survivor.CreateAsync(
            Readers,
            "hold",
            Connections,
            ScriptedSmtpServer
                .Start()
                .On(Stage.AfterData, SmtpAction.Wait(TimeSpan.FromMilliseconds(20)).Then(SmtpAction.AsUsual))
        );

    private static async Task FinishAsync(Survivor survivor)
    {
        var (status, printed) = await survivor.Newsletter.RunAsync(Send);
        Assert.That(status, Is.Zero, printed);
        (await survivor.JudgeAsync()).Hold(mostDuplicates: 0, mostUncertain: 0, "after a lost terminal");
    }

    /// <summary>Waits until the owner of the database has recorded its end.</summary>
    private static async Task WaitForTheEndOfAsync(Survivor survivor)
    {
        using var late = new CancellationTokenSource(Patience);
        while (true)
        {
            await using (var connection = await survivor.Ledger.OpenAsync())
            await using (var command = connection.CreateCommand())
            {
                command.CommandText = "SELECT count(*) FROM owner WHERE ended_at IS NOT NULL";
                if (await command.ExecuteScalarAsync(CancellationToken.None) is 1L)
                {
                    return;
                }
            }

            Assert.That(late.IsCancellationRequested, Is.False, "the program did not end normally");
            await Task.Delay(TimeSpan.FromMilliseconds(30), CancellationToken.None);
        }
    }

    /// <summary>A terminal on which every write fails.</summary>
    private sealed class BrokenWriter : TextWriter
    {
        private readonly TaskCompletionSource _tried = new();

        public int Tries { get; private set; }

        public Task Tried => _tried.Task;

        public override System.Text.Encoding Encoding => System.Text.Encoding.UTF8;

        public override void Write(char value) => Fail();

        public override void Write(char[] buffer, int index, int count) => Fail();

        public override void Write(string? value) => Fail();

        public override void WriteLine(string? value) => Fail();

        public override void Flush() => Fail();

        private void Fail()
        {
            Tries++;
            _tried.TrySetResult();
            throw new IOException("Input/output error");
        }
    }
}
