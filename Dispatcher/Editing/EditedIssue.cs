using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Rendering;

namespace Newsletter.Dispatcher.Editing;

/// <summary>An issue file as it is now, with all that an editor may want to know of it.
/// Tests: PreviewCommandTests.</summary>
/// <param name="File">As messages name it, for example <c>issues/river.md</c>.</param>
/// <param name="Findings">What <c>issue check</c> says about this file.</param>
/// <param name="Day">The day of its slot; see <see cref="Schedule.QueueNow.DayOf"/>.</param>
/// <param name="Issue">What could be read of it, even with errors; null when the file could not be read at all.</param>
/// <param name="Compiled">The issue as it would be sent; null when it has an error.</param>
/// <param name="Images">By their paths in the text, those that could be read.</param>
/// <param name="Templates">The sources of the templates by name.</param>
/// <param name="Paths">The absolute paths of all files that it is made of, missing images too.</param>
/// <param name="Lines">The lines of the file.</param>
internal sealed record EditedIssue(
    string File,
    IReadOnlyList<Problem> Findings,
    DateOnly Day,
    Issue? Issue,
    CompiledIssue? Compiled,
    IReadOnlyDictionary<string, byte[]> Images,
    IReadOnlyDictionary<string, string> Templates,
    IReadOnlyList<string> Paths,
    IReadOnlyList<string> Lines
)
{
    public bool HasError => Findings.Any(finding => finding.Severity is Severity.Error);
}
