using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Rendering;

/// <summary>
/// The last check before an issue may be sent: it compiles, and it renders for each kind of reader.
/// Tests: CorrectionTextTests.
/// </summary>
internal static class SendableIssue
{
    /// <returns>The issue, with warnings at most; or null, with at least one error among the problems.</returns>
    public static (CompiledIssue? Issue, IReadOnlyList<Problem> Problems) Compile(
        IssuePackage package,
        NewsletterSettings newsletter,
        DateOnly date
    )
    {
        var (issue, problems) = CompiledIssue.Compile(package, newsletter, date);
        List<Problem> all = issue is null ? [.. problems] : [.. problems, .. RenderCheck.Problems(issue, newsletter)];
        return all.Any(problem => problem.Severity is Severity.Error) ? (null, all) : (issue, all);
    }
}
