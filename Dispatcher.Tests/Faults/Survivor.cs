using Newsletter.Dispatcher.Commands;
using Newsletter.Dispatcher.Commands.Service;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Tests.Support.Smtp;
using Spectre.Console;

namespace Newsletter.Dispatcher.Tests.Faults;

/// <summary>
/// A newsletter whose program is killed repeatedly, and the server that keeps every message. Each start is the one that
/// an operator would make: <c>send</c> before a dispatch has begun, the service after that.
/// </summary>
internal sealed class Survivor : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private Survivor(ScriptedSmtpServer server, InstalledNewsletter newsletter) =>
        (Server, Newsletter, Ledger) = (server, newsletter, new LedgerFile(newsletter.DatabasePath));

    public ScriptedSmtpServer Server { get; }

    public InstalledNewsletter Newsletter { get; }

    public LedgerFile Ledger { get; private set; }

    /// <param name="policy"><c>resend</c> or <c>hold</c>.</param>
    public static async Task<Survivor> CreateAsync(
        int readers,
        string policy = "resend",
        int connections = 4,
        ScriptedSmtpServer? server = null
    )
    {
        var survivor = Create(policy, connections, server);
        await survivor.Newsletter.FillAsync(readers);
        return survivor;
    }

    /// <summary>
    /// A copy of the newsletter at the moment of its death, with a new server, to continue it with another policy.
    /// </summary>
    public Survivor Copy(string policy, int connections = 4)
    {
        var copy = Create(policy, connections, server: null);
        copy.Newsletter.TakeOver(Newsletter);
        return copy;
    }

    /// <summary>Moves the database into another folder, where the program looks for it from now on.</summary>
    public void MoveDatabase(string folder)
    {
        var moved = Path.Combine(folder, Path.GetFileName(Newsletter.DatabasePath));
        File.Move(Newsletter.DatabasePath, moved);
        if (File.Exists(Newsletter.DatabasePath + ".lock"))
        {
            // A move to another disk is a copy, and the program would ask about it; these tests are not about that
            // question.
            var companion = File.ReadAllLines(Newsletter.DatabasePath + ".lock");
            File.WriteAllLines(
                moved + ".lock",
                companion.Where(line => !line.StartsWith("born ", StringComparison.Ordinal))
            );
            File.Delete(Newsletter.DatabasePath + ".lock");
        }

        Newsletter.DatabasePath = moved;
        Ledger = new LedgerFile(moved);
    }

    /// <summary>Begins the dispatch and dies before the first message is sent.</summary>
    public async Task BeginAsync()
    {
        var silent = true;
        Server.On(Stage.Connect, _ => Volatile.Read(ref silent) ? SmtpAction.Hang : null);
        await using (var send = await StartAsync())
        {
            await Ledger.WaitForAsync("sending", Patience);
            await KillAsync(send);
        }

        Volatile.Write(ref silent, false);
    }

    /// <summary>Starts the program; under another program if one is given.</summary>
    public async Task<ChildProcess> StartAsync(params string[] under)
    {
        string[] words = await Ledger.StateAsync() is null ? ["send", "issues/news.md", "--yes"] : ["run"];
        return Newsletter.StartUnder(under, words);
    }

    /// <summary>Waits until the server has so many messages, or the program has no more to do.</summary>
    public async Task WaitForMessagesAsync(ChildProcess program, int count)
    {
        using var late = new CancellationTokenSource(Patience);
        for (var tries = 1; Server.AcceptedCount < count && !program.HasExited; tries++)
        {
            if (tries % 100 == 0 && await Ledger.StateAsync() is "done")
            {
                return;
            }

            Assert.That(
                late.IsCancellationRequested,
                Is.False,
                $"{Server.AcceptedCount} of {count} messages came; {program.Output}{program.Error}"
            );
            await Task.Delay(TimeSpan.FromMilliseconds(1), CancellationToken.None);
        }
    }

    /// <summary>Waits until so many messages came in completely, answered or not.</summary>
    public async Task WaitForReceivedAsync(int count)
    {
        using var late = new CancellationTokenSource(Patience);
        while (Server.Received.Count < count)
        {
            Assert.That(late.IsCancellationRequested, Is.False, $"{Server.Received.Count} of {count} messages came");
            await Task.Delay(TimeSpan.FromMilliseconds(5), CancellationToken.None);
        }
    }

    /// <summary>
    /// Waits for a random moment: one in six is during the start of the program, the others after some of the remaining
    /// messages.
    /// </summary>
    /// <param name="left">How many moments are still to come, this one included.</param>
    public async Task WaitForMomentAsync(ChildProcess program, Random random, int readers, int left)
    {
        if (random.Next(6) == 0)
        {
            await WaitForWorkAsync(program, TimeSpan.FromMilliseconds(random.Next(1500)));
            return;
        }

        var sent = Server.AcceptedCount;
        var share = Math.Max(1, (readers - sent) * 2 / (left + 1));
        await WaitForMessagesAsync(program, sent + 1 + random.Next(share));
        await Task.Delay(random.Next(4));
    }

    /// <summary>
    /// Waits until the program has used so much processor time: a moment of its start that does not depend on the speed
    /// of the machine.
    /// </summary>
    private async Task WaitForWorkAsync(ChildProcess program, TimeSpan work)
    {
        var sent = Server.AcceptedCount;
        for (
            var tries = 0;
            tries < 1500 && !program.HasExited && program.ProcessorTime < work && Server.AcceptedCount == sent;
            tries++
        )
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1));
        }
    }

    /// <summary>Kills the program.</summary>
    /// <returns>Rows that were in transfer: intent recorded, outcome unknown.</returns>
    public async Task<int> KillAsync(ChildProcess program)
    {
        program.Send(Signal.Kill);
        await program.WaitAsync(TimeSpan.FromSeconds(60));
        return (int)await Ledger.CountAsync("sending");
    }

    /// <summary>Lets the program continue until the dispatch is done, then stops it normally.</summary>
    public async Task<Verdict> FinishAsync()
    {
        await using var program = await StartAsync();
        await Ledger.WaitForAsync("done", Patience);
        program.Send(Signal.Terminate);
        await program.WaitAsync(TimeSpan.FromSeconds(30));
        return await JudgeAsync();
    }

    /// <summary>
    /// Continues inside the tests' own process, which saves a start: the same <c>send</c> or service, with the same
    /// folder.
    /// </summary>
    /// <param name="before">The messages that a server got before the death, for the judge.</param>
    public async Task<Verdict> FinishHereAsync(IEnumerable<SmtpMessage> before)
    {
        using var printed = new StringWriter();
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(printed) }
        );
        var context = new CommandContext(
            Newsletter.Folder,
            TimeProvider.System,
            new Terminal(console, printed, printed)
        );
        if (await Ledger.StateAsync() is null)
        {
            Assert.That(
                await Cli.Build(context).Parse(["send", "issues/news.md", "--yes"]).InvokeAsync(),
                Is.Zero,
                printed.ToString()
            );
        }
        else
        {
            using var stop = new CancellationTokenSource();
            var service = RunCommand.RunAsync(context, new RunOptions(), stop.Token);
            await Ledger.WaitForAsync("done", Patience);
            await stop.CancelAsync();
            Assert.That(await service, Is.Zero, printed.ToString());
        }

        return await Judge.OfAsync(Newsletter.DatabasePath, before.Concat(Server.Messages));
    }

    public Task<Verdict> JudgeAsync() => Judge.OfAsync(Newsletter.DatabasePath, Server.Messages);

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        Newsletter.Dispose();
    }

    private static Survivor Create(string policy, int connections, ScriptedSmtpServer? server)
    {
        server ??= ScriptedSmtpServer.Start();
        return new Survivor(
            server,
            new InstalledNewsletter(server.Port, connections, $"\"OnUncertain\": \"{policy}\"")
        );
    }
}
