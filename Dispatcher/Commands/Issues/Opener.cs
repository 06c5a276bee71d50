using System.ComponentModel;
using System.Diagnostics;

namespace Newsletter.Dispatcher.Commands.Issues;

/// <summary>
/// Opens a file or a web page with the program that the desktop has for it. That program is started with one argument,
/// never through a shell, so no character of a path is a command. Tests: PreviewCommandTests.
/// </summary>
internal static class Opener
{
    /// <summary>The program that opens things on this system.</summary>
    public static string Program =>
        OperatingSystem.IsWindows() ? "explorer"
        : OperatingSystem.IsMacOS() ? "open"
        : "xdg-open";

    /// <param name="target">An absolute path, or an address that begins with http:.</param>
    /// <returns>Why it was not opened, and what to do; null when it was.</returns>
    public static string? Open(string target)
    {
        var start = new ProcessStartInfo(Program) { UseShellExecute = false };
        start.ArgumentList.Add(target);
        try
        {
            using var process = Process.Start(start);
            return null;
        }
        catch (Win32Exception e)
        {
            return $"{Program} could not be started ({e.Message}); open {target} yourself.";
        }
    }
}
