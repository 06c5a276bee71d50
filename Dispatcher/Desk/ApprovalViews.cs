using Newsletter.Dispatcher.Approvals;
using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Rendering.Preview;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Desk;

/// <summary>
/// Reads what <c>_Approval.cshtml</c> shows. A page includes it with one line:
/// <c>&lt;partial name="_Approval" model="await Views.ReadAsync(slug, cancellationToken)"&gt;</c>.
/// Tests: ApprovalPageTests.
/// </summary>
internal sealed class ApprovalViews(
    Database database,
    ApprovalGate gate,
    NewsletterFolder folder,
    NewsletterSettings newsletter,
    TimeProvider clock
)
{
    private readonly DraftMail _mails = new(folder, newsletter);

    /// <summary>The files of an issue that can be sent as it is.</summary>
    /// <param name="slug">Any text; what names no file of <c>issues/</c> is refused.</param>
    /// <returns>The package and the issue; or nulls, with at least one error among the problems.</returns>
    public (IssuePackage? Package, CompiledIssue? Issue, IReadOnlyList<Problem> Problems) Read(string slug)
    {
        var (package, problems) = _mails.Read(slug);
        if (package is null)
        {
            return (null, null, problems);
        }

        var day = package.Reading.Issue!.Date ?? new SlotCalendar(newsletter).Today(clock.GetUtcNow());
        (var issue, problems) = SendableIssue.Compile(package, newsletter, day);
        return issue is null ? (null, null, problems) : (package, issue, problems);
    }

    /// <summary>The view of an issue; null when there is no such file.</summary>
    public async Task<ApprovalView?> ReadAsync(string slug, CancellationToken cancellationToken)
    {
        var issues = new IssueFolder(folder.Issues);
        var path = Path.Combine(Path.GetFullPath(folder.Issues), $"{slug}.md");
        if (issues.SlugOf(path) != slug || !Path.Exists(path))
        {
            return null;
        }

        var (package, compiled, problems) = Read(slug);
        return new(
            slug,
            $"issues/{slug}.md",
            compiled?.Issue,
            [.. problems.Where(problem => problem.Severity is Severity.Error)],
            package is null ? null : await gate.StatusAsync(package, database, cancellationToken),
            package is null ? null : IssuePrint.Of(package, newsletter).Value,
            [.. (await ApprovalTable.OfAsync(database, slug, cancellationToken)).Reverse()],
            await CommentTable.OfAsync(database, slug, cancellationToken),
            await DraftLinkTable.OfAsync(database, slug, cancellationToken),
            clock.GetUtcNow()
        );
    }
}
