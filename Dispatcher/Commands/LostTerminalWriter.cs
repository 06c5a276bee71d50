using System.Text;

namespace Newsletter.Dispatcher.Commands;

/// <summary>
/// Writes to a terminal that may go away: when its window is closed or its line breaks, each write fails, and what the
/// program does is more than what it shows. What cannot be shown any more is dropped.
/// Tests: IssueCommandTests.
/// </summary>
/// <remarks>
/// Only for a terminal. A file or a pipe that cannot be written is an error, because somebody wants what is in it.
/// </remarks>
internal sealed class LostTerminalWriter(TextWriter terminal) : TextWriter
{
    public override Encoding Encoding => terminal.Encoding;

    public override void Write(char value) => Try(() => terminal.Write(value));

    public override void Write(char[] buffer, int index, int count) => Try(() => terminal.Write(buffer, index, count));

    public override void Write(string? value) => Try(() => terminal.Write(value));

    public override void Flush() => Try(terminal.Flush);

    private static void Try(Action write)
    {
        try
        {
            write();
        }
        catch (IOException)
        {
            // The terminal is gone.
        }
    }
}
