using System.Diagnostics;
using System.Globalization;

namespace Newsletter.Dispatcher.Commands.Bench;

/// <summary>
/// The yardstick: Postfix's smtp-source, in C, with one fixed message, no rendering, no database, no fsync.
/// </summary>
internal static class TheirBench
{
    /// <exception cref="IOException">smtp-source failed.</exception>
    public static async Task<BenchResult> RunAsync(
        BenchPlan plan,
        long messageSize,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        await using var sink = await PostfixTools.StartSinkAsync(clock, cancellationToken);
        string[] words =
        [
            "-d",
            "-s",
            Text(plan.Connections),
            "-l",
            Text(messageSize),
            "-m",
            Text(plan.Recipients),
            "-f",
            "letter@example.com",
            "-t",
            "reader@example.com",
            $"127.0.0.1:{sink.Port}",
        ];
        var start = clock.GetTimestamp();
        using var source = Process.Start(new ProcessStartInfo(PostfixTools.Find("smtp-source")!, words))!;
        await source.WaitForExitAsync(cancellationToken);
        var elapsed = clock.GetElapsedTime(start);
        return source.ExitCode == 0
            ? new()
            {
                Messages = plan.Recipients,
                MessageSize = messageSize,
                Elapsed = elapsed,
            }
            : throw new IOException($"smtp-source ended with {source.ExitCode}.");

        static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
    }
}
