using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Faults;

/// <summary>
/// Runs the program under Debian's strace, which is started as a grandchild (-D), so that the process that a test
/// started is the program itself and gets the test's signals.
/// </summary>
/// <remarks>
/// <c>when=N</c> counts the calls of each thread separately, and the program's commits move between the threads of its
/// pool. So it cannot kill at the N-th sync of the program; this class counts in strace's output instead.
/// </remarks>
internal static class Strace
{
    private const string Path = "/usr/bin/strace";

    /// <summary>Enough time to kill the program before its call returns.</summary>
    private static readonly TimeSpan LongEnough = TimeSpan.FromMilliseconds(40);

    public static void Require() => Peer.Require(Peer.Missing(Path));

    /// <summary>
    /// Arguments that run a program and delay each such call after its work is done; strace writes the call to a file
    /// before the delay.
    /// </summary>
    public static string[] Holding(string call, string trace, TimeSpan? held = null) =>
        Words(call, trace, $"delay_exit={(int)(held ?? LongEnough).TotalMicroseconds}");

    /// <summary>Arguments that run a program in which such calls fail.</summary>
    /// <param name="error">For example <c>EIO</c>.</param>
    /// <param name="when">N for the N-th call of each thread, N+ for all calls from there on.</param>
    public static string[] Failing(string call, string trace, string error, string when) =>
        Words(call, trace, $"error={error}:when={when}");

    /// <summary>
    /// Kills a program that runs under <see cref="Holding"/> right after its N-th call, before the call returns.
    /// </summary>
    /// <returns>How many calls were made; less than N when the program ended first.</returns>
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

    /// <summary>How many calls were made to fail so far.</summary>
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
