using Newsletter.Dispatcher.Editing;
using Newsletter.Dispatcher.Issues;

namespace Newsletter.Dispatcher.Commands.Issues.Watch;

/// <summary>A finding as the page lists it. Tests: WatchCommandTests.</summary>
/// <param name="Severity">For example <c>error</c>.</param>
/// <param name="File">Null for the issue file itself.</param>
/// <param name="Line">0 for the whole file.</param>
/// <param name="Excerpt">The line of the file; empty where there is none.</param>
internal sealed record WatchFinding(string Severity, string? File, int Line, int Column, string Message, string Excerpt)
{
    private const int LongestExcerpt = 160;

    public static WatchFinding Of(Problem problem, EditedIssue edited)
    {
        var isHere = problem.File == edited.File;
        var line = isHere && problem.Line > 0 ? edited.Lines.ElementAtOrDefault(problem.Line - 1)?.Trim() ?? "" : "";
        return new(
            problem.Severity.ToString().ToLowerInvariant(),
            isHere ? null : problem.File,
            problem.Line,
            problem.Column,
            problem.Message,
            line.Length <= LongestExcerpt ? line : line[..LongestExcerpt] + "…"
        );
    }
}
