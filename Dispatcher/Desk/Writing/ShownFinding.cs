using Newsletter.Dispatcher.Issues;

namespace Newsletter.Dispatcher.Desk.Writing;

/// <summary>A finding beside the text. Tests: WritePageTests.</summary>
/// <param name="Severity">For example <c>error</c>.</param>
/// <param name="Line">The line of the text field, from 1; 0 for another place.</param>
/// <param name="Place">Where it is, for people.</param>
/// <param name="Excerpt">The beginning of the line; empty for another place.</param>
internal sealed record ShownFinding(string Severity, int Line, string Place, string Message, string Excerpt)
{
    private const int LongestExcerpt = 90;

    /// <param name="file">The issue's own file; a finding may be about a template.</param>
    /// <param name="before">How many lines of the file stand above the text field.</param>
    /// <param name="lines">The lines of the file.</param>
    public static ShownFinding Of(Problem problem, string file, int before, IReadOnlyList<string> lines)
    {
        var isHere = problem.File == file;
        var line = isHere && problem.Line > before ? problem.Line - before : 0;
        var excerpt = line > 0 ? lines.ElementAtOrDefault(problem.Line - 1)?.Trim() ?? "" : "";
        return new(
            problem.Severity.ToString().ToLowerInvariant(),
            line,
            line > 0 ? $"line {line}"
                : !isHere ? problem.File
                : problem.Line > 0 ? "front matter"
                : "file",
            problem.Message,
            excerpt.Length <= LongestExcerpt ? excerpt : excerpt[..LongestExcerpt] + "…"
        );
    }
}
