using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Faults;

/// <summary>
/// Debian's strace around the program. As a grandchild (-D), so that the process that a test started is the program
/// itself and gets the test's signals.
/// </summary>
/// <remarks>
/// <c>when=N</c> counts the calls of each thread by itself, and the program's commits wander over the threads of its
/// pool. So it cannot kill at the N-th sync of the program: that count is kept here, from strace's own output.
/// </remarks>
internal static class Strace
{
    private const string Path = "/usr/bin/strace";

    /// <summary>Time to kill the program before it hears of the end of its call.</summary>
    private static readonly TimeSpan LongEnough = TimeSpan.FromMilliseconds(40);

    public static void Require() => Peer.Require(Peer.Missing(Path));

    /// <summary>
    /// Words that run a program with every such call drawn out after its work is done, its end written to a file first.
    /// </summary>
    public static string[] Holding(string call, string trace, TimeSpan? held = null) =>
        Words(call, trace, $"delay_exit={(int)(held ?? LongEnough).TotalMicroseconds}");

    /// <summary>Words that run a program in which such calls fail.</summary>
    /// <param name="error">For example <c>EIO</c>.</param>
    /// <param name="when">N for the N-th call of each thread, N+ for all from there on.</param>
    public static string[] Failing(string call, string trace, string error, string when) =>
        Words(call, trace, $"error={error}:when={when}");

    /// <summary>
    /// Kills a program that runs under <see cref="Holding"/> right after its N-th call, before the call returns.
    /// </summary>
    /// <returns>How many calls were made; less than N where the program ended by itself.</returns>
    public static async Task<int> KillAtAsync(ChildProcess program, string trace, int n)
    {
        while (!program.HasExited)
        {
            if (Count(trace, "(DELAYED)") >= n)
            {
                program.Send(Signal.Kill);
                break;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(2));
        }

        await program.WaitAsync(TimeSpan.FromSeconds(60));
        return Count(trace, "(DELAYED)");
    }

    /// <summary>Calls that were made to fail so far.</summary>
    public static int Failed(string trace) => Count(trace, "(INJECTED)");

    private static string[] Words(string call, string trace, string inject) =>
        [
            Path,
            "-D",
            "-f",
            "--seccomp-bpf",
            "-qq",
            "-o",
            trace,
            "-e",
            $"trace={call}",
            "-e",
            $"inject={call}:{inject}",
            "-e",
            "signal=none",
        ];

    private static int Count(string trace, string mark)
    {
        if (!File.Exists(trace))
        {
            return 0;
        }

        using var stream = new FileStream(trace, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split(mark).Length - 1;
    }
}
