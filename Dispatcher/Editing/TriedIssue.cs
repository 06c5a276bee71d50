using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Rendering.Markdown;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Editing;

/// <summary>
/// A candidate with its files, compiled as a dispatch would do it. It is made once and serves the checks and the
/// preview, since to compile is most of the work. Tests: LivePreviewTests.
/// </summary>
/// <param name="Body">The text as a page.</param>
/// <param name="Templates">The sources of the templates by name; null when a file that the issue needs cannot be
/// read.</param>
/// <param name="Compiled">Null when there is an error.</param>
/// <param name="Problems">Those of the files and of the compilation.</param>
internal sealed record TriedIssue(
    IssueBody Body,
    IReadOnlyDictionary<string, string>? Templates,
    CompiledIssue? Compiled,
    IReadOnlyList<Problem> Problems
)
{
    /// <param name="date">The local date of the slot.</param>
    public static TriedIssue Of(
        IssueCandidate candidate,
        IssuePackageReader packages,
        NewsletterSettings newsletter,
        DateOnly date
    )
    {
        var (package, faults) = packages.Read(candidate);
        if (package is null)
        {
            return new(IssueBody.From(candidate.Issue, path => path), null, null, faults);
        }

        var (compiled, problems) = CompiledIssue.Compile(package, newsletter, date);
        return new(package.Body(candidate.Issue, newsletter), package.Templates, compiled, problems);
    }
}
