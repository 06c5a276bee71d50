using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Newsletter.Dispatcher.Tests.Support;

/// <summary>
/// A program that a test started, with all its output. The program and its children are ended when it is disposed.
/// </summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();

    private ChildProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Append(_output, line.Data);
        process.ErrorDataReceived += (_, line) => Append(_error, line.Data);
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>Processor time that it has used; zero when it has ended.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            try
            {
                _process.Refresh();
                return _process.TotalProcessorTime;
            }
            catch (InvalidOperationException)
            {
                return TimeSpan.Zero;
            }
        }
    }

    /// <summary>Standard output so far, lines ended by \n.</summary>
    public string Output => Text(_output);

    /// <summary>Standard error so far, lines ended by \n.</summary>
    public string Error => Text(_error);

    /// <param name="folder">Working folder; null for the test's own.</param>
    /// <param name="environment">Set on top of the test's own environment; null removes a name.</param>
    public static ChildProcess Start(
        string program,
        IEnumerable<string> arguments,
        string? folder = null,
        IReadOnlyDictionary<string, string?>? environment = null
    )
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder ?? "",
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
        {
            start.Environment[name] = value;
        }

        var child = new ChildProcess(new Process { StartInfo = start });
        child._process.Start();
        child._process.BeginOutputReadLine();
        child._process.BeginErrorReadLine();
        return child;
    }

    /// <summary>Runs a program to its end.</summary>
    /// <returns>Exit status and what it printed, standard error last.</returns>
    public static async Task<(int Status, string Printed)> RunAsync(
        string program,
        IEnumerable<string> arguments,
        TimeSpan limit
    )
    {
        await using var child = Start(program, arguments);
        var status = await child.WaitAsync(limit);
        return (status, child.Output + child.Error);
    }

    /// <summary>Waits for the end.</summary>
    /// <returns>The exit status; 128 + the signal's number when a signal ended it, as in a shell.</returns>
    /// <exception cref="TimeoutException">It still runs after the limit, or a child of it keeps its output
    /// open.</exception>
    public async Task<int> WaitAsync(TimeSpan limit)
    {
        try
        {
            await _process.WaitForExitAsync().WaitAsync(limit);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException(
                $"{_process.StartInfo.FileName} had not ended after {limit}; it printed: {Output}{Error}"
            );
        }

        return _process.ExitCode;
    }

    /// <summary>Waits until standard output or standard error contains a text.</summary>
    /// <exception cref="TimeoutException">The text has not come within the limit.</exception>
    public async Task WaitForTextAsync(string text, TimeSpan limit)
    {
        using var late = new CancellationTokenSource(limit);
        while (!Output.Contains(text, StringComparison.Ordinal) && !Error.Contains(text, StringComparison.Ordinal))
        {
            if (late.IsCancellationRequested)
            {
                throw new TimeoutException($"No \"{text}\" within {limit} in: {Output}{Error}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(5), CancellationToken.None);
        }
    }

    /// <summary>Sends a signal to this process only; does nothing when it has ended.</summary>
    public void Send(Signal signal)
    {
        // Until this object has seen its end, the process is at worst a zombie, so no other process has its number.
        if (!_process.HasExited && kill(_process.Id, (int)signal) != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private static void Append(StringBuilder to, string? line)
    {
        if (line is not null)
        {
            lock (to)
            {
                to.Append(line).Append('\n');
            }
        }
    }

    private static string Text(StringBuilder from)
    {
        lock (from)
        {
            return from.ToString();
        }
    }

    [DllImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int kill(int pid, int signal);
}
