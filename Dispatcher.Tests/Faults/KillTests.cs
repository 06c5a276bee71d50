using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Tests.Support.Smtp;

namespace Newsletter.Dispatcher.Tests.Faults;

/// <summary>SIGKILL at random points of a send; the real program is started again each time.</summary>
[TestFixture, EndToEnd]
internal sealed class KillTests
{
    private const int Connections = 4;

    [TestCase("resend", 10, 1000)]
    [TestCase("hold", 10, 1000)]
    public Task A_send_that_is_killed_ten_times_loses_no_message(string policy, int kills, int readers) =>
        KillAsync(policy, kills, readers);

    [TestCase("resend", 200, 5000)]
    [TestCase("hold", 200, 5000)]
    [Explicit("a quarter of an hour"), Category("Long")]
    public Task A_send_that_is_killed_two_hundred_times_loses_no_message(string policy, int kills, int readers) =>
        KillAsync(policy, kills, readers);

    private static async Task KillAsync(string policy, int kills, int readers)
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        var server = ScriptedSmtpServer
            .Start()
            .On(Stage.AfterData, SmtpAction.Wait(TimeSpan.FromMilliseconds(3)).Then(SmtpAction.AsUsual));
        await using var survivor = await Survivor.CreateAsync(readers, policy, Connections, server);

        var (onTheWire, inFlight) = (0, 0);
        for (var left = kills; left > 0; left--)
        {
            await using var program = await survivor.StartAsync();
            await survivor.WaitForMomentAsync(program, random, readers, left);
            var caught = await survivor.KillAsync(program);
            Assert.That(caught, Is.LessThanOrEqualTo(Connections), "one message for each connection");
            (onTheWire, inFlight) = (onTheWire + caught, inFlight + (caught > 0 ? 1 : 0));
        }

        var verdict = await survivor.FinishAsync();

        verdict.Hold(
            mostDuplicates: policy == "hold" ? 0 : onTheWire,
            mostUncertain: onTheWire,
            about: $"{kills} kills, {inFlight} with mail on the wire, OnUncertain={policy}, seed {seed}"
        );
        Assert.That(verdict.Duplicates, Is.LessThanOrEqualTo(Connections * kills));
        Assert.That(inFlight, Is.GreaterThan(kills / 4), "the kills came in the middle of the sending");
        await AssertListedAsync(survivor, verdict);
    }

    private static async Task AssertListedAsync(Survivor survivor, Verdict verdict)
    {
        var (_, status) = await survivor.Newsletter.RunAsync("status", "--dispatch", "1", "--json");
        var inDoubt = (await survivor.Ledger.RowsAsync()).Where(row => row.State == "uncertain").Take(50).ToList();
        Assert.That(
            inDoubt,
            Has.All.Matches<LedgerFile.Row>(row => status.Contains($"\"{row!.Email}\"", StringComparison.Ordinal))
        );
        Assert.That(
            status,
            verdict.Uncertain > 0
                ? Does.Contain($"\"uncertain\":{verdict.Uncertain}")
                : Does.Not.Contain("\"uncertain\":")
        );
    }
}
