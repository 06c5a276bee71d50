using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Newsletter.Dispatcher.Editing;

/// <summary>
/// Runs git with a list of words, without a shell, and ends it when it takes too long. Tests: GitCommitsTests.
/// </summary>
internal sealed class GitProcess(string folder, TimeSpan longest, TimeProvider clock)
{
    private const int MostOutput = 4_000;

    /// <returns>What git printed; null for an exit status of 0, and why it failed otherwise.</returns>
    public async Task<(string Output, string? Fault)> RunAsync(
        IReadOnlyDictionary<string, string> environment,
        params IEnumerable<string> words
    )
    {
        var start = new ProcessStartInfo("git", words)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var late = new CancellationTokenSource(longest, clock);
        try
        {
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            try
            {
                var output = ReadAsync(process.StandardOutput, late.Token);
                var errors = ReadAsync(process.StandardError, late.Token);
                await process.WaitForExitAsync(late.Token);
                var (printed, said) = (await output, await errors);
                return (printed, process.ExitCode == 0 ? null : Line(said.Length > 0 ? said : printed));
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                return ("", $"git did not end within {longest.TotalSeconds:0} seconds");
            }
        }
        catch (Win32Exception)
        {
            return ("", "the program git is not installed");
        }
    }

    /// <summary>The last line, since git says there what it could not do.</summary>
    private static string Line(string text) =>
        text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) is [.., var last]
            ? string.Concat(last.Select(c => char.IsControl(c) ? ' ' : c))
            : "git gave no reason";

    private static async Task<string> ReadAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        var buffer = new char[1024];
        while (await reader.ReadAsync(buffer, cancellationToken) is var count and > 0)
        {
            text.Append(buffer.AsSpan(0, Math.Min(count, MostOutput - Math.Min(MostOutput, text.Length))));
        }

        return text.ToString();
    }
}
