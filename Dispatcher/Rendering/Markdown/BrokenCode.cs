using Newsletter.Dispatcher.Issues;

namespace Newsletter.Dispatcher.Rendering.Markdown;

/// <summary>
/// Replaces code that cannot be read by letters, so that the text around it can still be checked. Pure.
/// Tests: CodeCheckTests.
/// </summary>
internal static class BrokenCode
{
    /// <returns>A body of the same length with fewer pieces of code; null when no piece can be told apart.</returns>
    public static string? Replace(string body, int bodyLine, IEnumerable<Problem> faults)
    {
        var lines = body.Split('\n');
        var hasChanged = false;
        foreach (var fault in faults)
        {
            // An {{ if }} without its {{ end }} is right by itself, so there is nothing to replace.
            var at = fault.Line - bodyLine;
            if (at < 0 || at >= lines.Length || fault.Message.Contains("{{ end }}", StringComparison.Ordinal))
            {
                continue;
            }

            var line = lines[at];
            var from = line.LastIndexOf("{{", Math.Min(line.Length, fault.Column + 1), StringComparison.Ordinal);
            if (from < 0)
            {
                continue;
            }

            var close = line.IndexOf("}}", from, StringComparison.Ordinal);
            var end = close < 0 ? EndOfBroken(line, from) : close + 2;
            lines[at] = string.Concat(line.AsSpan(0, from), new string('x', end - from), line.AsSpan(end));
            hasChanged = true;
        }

        return hasChanged ? string.Join('\n', lines) : null;
    }

    /// <summary>Code that is not closed ends with its one brace, or with the line.</summary>
    private static int EndOfBroken(string line, int from) =>
        line.IndexOf('}', from) is >= 0 and var brace ? brace + 1 : line.Length;
}
