using System.Collections.Concurrent;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Faults;

/// <summary>
/// The complete sweep: the program dies, or its disk fails, at each single sync of a whole send, from the freeze to the
/// end. Each death is continued twice, once with each policy. The table of all points is printed.
/// </summary>
[TestFixture, EndToEnd]
internal sealed class SweepTests
{
    private const int Connections = 4;

    private readonly ConcurrentDictionary<int, string> _table = new();
    private readonly ConcurrentBag<Verdict> _verdicts = [];

    [Test]
    public Task A_kill_at_each_sync_loses_no_message() => SweepKillsAsync("fsync", readers: 12);

    [TestCase("fsync")]
    [TestCase("pwrite64")]
    [Explicit("minutes"), Category("Long")]
    public Task A_kill_at_each_point_of_a_send_to_fifty_loses_no_message(string call) =>
        SweepKillsAsync(call, readers: 50);

    /// <summary>Kills at each call in turn, until a run ends before it reaches the call.</summary>
    private async Task SweepKillsAsync(string call, int readers)
    {
        Strace.Require();
        var next = 0;
        var isComplete = false;
        await Task.WhenAll(
            Enumerable
                .Range(0, 2)
                .Select(_ =>
                    Task.Run(async () =>
                    {
                        while (!Volatile.Read(ref isComplete))
                        {
                            var n = Interlocked.Increment(ref next);
                            if (!await KillAtAsync(call, n, readers))
                            {
                                Volatile.Write(ref isComplete, true);
                            }
                        }
                    })
                )
        );
        Print($"{call}, {readers} recipients, {Connections} connections");

        Assert.That(_table, Has.Count.GreaterThan(6), "the sweep had points");
        Assert.That(
            _verdicts.Sum(verdict => verdict.Duplicates + verdict.Uncertain),
            Is.GreaterThan(0),
            "some deaths came at a bad moment"
        );
    }

    /// <returns>False when the program had ended before.</returns>
    private async Task<bool> KillAtAsync(string call, int n, int readers)
    {
        await using var survivor = await Survivor.CreateAsync(readers, connections: Connections);
        var trace = Path.Combine(survivor.Newsletter.Folder, "trace");
        await using (var program = await survivor.StartAsync(Strace.Holding(call, trace)))
        {
            if (await Strace.KillAtAsync(program, trace, n) < n)
            {
                Hold(n, "not reached", await survivor.JudgeAsync(), mostDuplicates: 0, mostUncertain: 0);
                return false;
            }
        }

        var accepted = survivor.Server.Messages;
        foreach (var policy in new[] { "resend", "hold" })
        {
            await using var copy = survivor.Copy(policy, Connections);
            Hold(
                n,
                $"killed with {accepted.Count, 2} accepted, then {policy}",
                await copy.FinishHereAsync(accepted),
                mostDuplicates: policy == "resend" ? Connections : 0,
                mostUncertain: policy == "resend" ? 0 : Connections
            );
        }

        return true;
    }

    private void Hold(int n, string what, Verdict verdict, int mostDuplicates, int mostUncertain)
    {
        _verdicts.Add(verdict);
        _table.AddOrUpdate(n, $"{n, 4} {what}: {verdict}", (_, before) => $"{before}\n{n, 4} {what}: {verdict}");
        verdict.Hold(mostDuplicates, mostUncertain, about: null);
    }

    private void Print(string about)
    {
        TestContext.Out.WriteLine(string.Join('\n', _table.OrderBy(point => point.Key).Select(point => point.Value)));
        TestContext.Out.WriteLine(
            $"Sweep of {about}: {_table.Count} points, {_verdicts.Count} ends, lost "
                + $"{_verdicts.Sum(verdict => verdict.Lost.Count)}, "
                + $"duplicates at most {_verdicts.Max(verdict => verdict.Duplicates)}, uncertain at most "
                + $"{_verdicts.Max(verdict => verdict.Uncertain)}"
        );
    }
}
