using System.Text.RegularExpressions;
using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Issues;

/// <summary>
/// The findings that an editor switched off for one issue, by a line <c># check: off NAME</c> in the front matter. An
/// error cannot be switched off. Pure.
/// Tests: IssueAdviceTests.
/// </summary>
internal static partial class CheckOff
{
    /// <summary>The names in the front matter.</summary>
    /// <param name="matter">The lines between the two <c>---</c>.</param>
    /// <param name="firstLine">The line of the file on which they begin.</param>
    public static IReadOnlyList<(string Name, int Line)> Read(IReadOnlyList<string> matter, int firstLine) =>
        [
            .. matter.SelectMany(
                (line, i) =>
                    Off.Match(line) is { Success: true } off
                        ? off.Groups[1]
                            .Value.Split([',', ' ', '\t'], StringSplitOptions.RemoveEmptyEntries)
                            .Select(name => (name, firstLine + i))
                        : []
            ),
        ];

    /// <summary>
    /// The problems without those that are switched off, and a word about each name that does nothing.
    /// </summary>
    public static IEnumerable<Problem> Apply(Issue issue, IEnumerable<Problem> problems) =>
        Without(issue, problems).Concat(issue.Off.Select(off => FaultOf(issue, off.Name, off.Line)).OfType<Problem>());

    /// <summary>The problems without those that are switched off.</summary>
    public static IEnumerable<Problem> Without(Issue? issue, IEnumerable<Problem> problems) =>
        issue is null
            ? problems
            : problems.Where(problem =>
                problem.Severity is Severity.Error || !issue.Off.Any(off => off.Name == problem.Name)
            );

    private static Problem? FaultOf(Issue issue, string name, int line)
    {
        var known = Findings.All.FirstOrDefault(finding => finding.Name == name);
        if (known is { Severity: not Severity.Error })
        {
            return null;
        }

        var what =
            known is not null ? $"{name} is an error, which cannot be switched off; fix it."
            : DidYouMean.Closest(name, Findings.All.Select(finding => finding.Name)) is { } meant
                ? $"no finding is named {IssueKeys.Quoted(name)}, did you mean {meant}?"
            : $"no finding is named {IssueKeys.Quoted(name)}; the check shows the names with --json.";
        return Findings.CheckOff.At(issue.File, line, 0, what);
    }

    [GeneratedRegex(@"\A\s*#\s*check:\s*off\s+([\w ,\t-]{1,300})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Off { get; }
}
