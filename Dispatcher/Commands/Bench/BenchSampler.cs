using Newsletter.Dispatcher.Delivery;

namespace Newsletter.Dispatcher.Commands.Bench;

/// <summary>Looks at a run from outside: its rate and the process's memory, once an interval.</summary>
internal sealed class BenchSampler(DispatchProgress progress, TimeProvider clock, TimeSpan interval)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(5);

    /// <summary>From the start of the run to the first message taken, to 5 ms.</summary>
    public TimeSpan FirstMessage { get; private set; }

    /// <summary>Samples until the run ends; its exceptions come through.</summary>
    public async Task<IReadOnlyList<BenchSample>> RunAsync(Task run)
    {
        List<BenchSample> samples = [];
        var start = clock.GetTimestamp();
        while (progress.Read().Sent == 0 && !run.IsCompleted)
        {
            await Task.Delay(Look, clock, CancellationToken.None);
        }

        FirstMessage = clock.GetElapsedTime(start);
        var before = (At: TimeSpan.Zero, Sent: 0L);
        while (!run.IsCompleted)
        {
            await Task.WhenAny(run, Task.Delay(interval, clock, CancellationToken.None));
            var (at, sent) = (clock.GetElapsedTime(start), progress.Read().Sent);
            samples.Add(
                new(at, sent, (sent - before.Sent) / (at - before.At).TotalSeconds, Environment.WorkingSet / 1e6)
            );
            before = (at, sent);
        }

        await run;
        return samples;
    }
}
