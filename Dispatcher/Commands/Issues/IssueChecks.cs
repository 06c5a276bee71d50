using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Rendering.Markdown;
using Newsletter.Dispatcher.Schedule;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Commands.Issues;

/// <summary>
/// Every check of an issue, in the order in which they run; a check is a function and knows nothing of the others.
/// Tests: IssueCommandTests.
/// </summary>
/// <param name="Each">Asked about each issue that could be read.</param>
/// <param name="Together">Asked about all of them at once, drafts too: two on one slot, a date that has passed.</param>
internal sealed record IssueChecks(
    IReadOnlyList<Func<IssueCandidate, IEnumerable<Problem>>> Each,
    IReadOnlyList<Func<IReadOnlyList<Issue>, IEnumerable<Problem>>> Together
)
{
    /// <summary>All checks there are.</summary>
    /// <param name="ofAudiences">What is wrong with the audiences, as the database knows them.</param>
    /// <param name="folder">All issues, since an issue that is asked about may want the slot of another.</param>
    public static IssueChecks Of(
        CommandContext context,
        NewsletterSettings newsletter,
        IssueFolder folder,
        IReadOnlyList<DispatchedSlot> dispatched,
        IReadOnlyList<Problem> ofAudiences
    ) =>
        new(
            Each: [candidate => OfRendering(candidate, context, newsletter)],
            Together: [issues => OfQueue(issues, context, newsletter, folder, dispatched), _ => ofAudiences]
        );

    /// <summary>
    /// Problems of the readings and of the issues in them: errors first, each kind by file, line and column.
    /// </summary>
    public IReadOnlyList<Problem> Run(IReadOnlyList<IssueReading> readings)
    {
        IReadOnlyList<IssueCandidate> candidates =
        [
            .. readings.Select(reading => reading.Candidate).OfType<IssueCandidate>(),
        ];
        IReadOnlyList<Issue> issues = [.. candidates.Select(candidate => candidate.Issue)];
        return
        [
            .. readings
                .SelectMany(reading => reading.Problems)
                .Concat(candidates.SelectMany(candidate => Each.SelectMany(check => check(candidate))))
                .Concat(Together.SelectMany(check => check(issues)))
                .Distinct()
                .OrderByDescending(problem => problem.Severity)
                .ThenBy(problem => problem.File, StringComparer.Ordinal)
                .ThenBy(problem => problem.Line)
                .ThenBy(problem => problem.Column),
        ];
    }

    /// <summary>Everything from the front matter to the finished page, as a dispatch would find it.</summary>
    private static IEnumerable<Problem> OfRendering(
        IssueCandidate candidate,
        CommandContext context,
        NewsletterSettings newsletter
    )
    {
        var issue = candidate.Issue;
        var (package, problems) = new IssuePackageReader(context.Folder, newsletter).Read(candidate);
        if (package is null)
        {
            return problems.Concat(IssueCheck.Problems(issue)).Concat(IssueBody.From(issue, path => path).Problems);
        }

        var today = new SlotCalendar(newsletter).Today(context.Clock.GetUtcNow());
        (var compiled, problems) = CompiledIssue.Compile(package, newsletter, issue.Date ?? today);
        return compiled is null ? problems : problems.Concat(RenderCheck.Problems(compiled, newsletter));
    }

    /// <summary>
    /// Two issues on one slot, a date that is no slot or has passed; only of the issues that were asked about.
    /// </summary>
    private static IEnumerable<Problem> OfQueue(
        IReadOnlyList<Issue> asked,
        CommandContext context,
        NewsletterSettings newsletter,
        IssueFolder folder,
        IReadOnlyList<DispatchedSlot> dispatched
    )
    {
        var now = context.Clock.GetUtcNow();
        var files = asked.Select(issue => issue.File).ToHashSet(StringComparer.Ordinal);
        return IssueQueue
            .Plan(
                new Waves(new SlotCalendar(newsletter)),
                now,
                watchSince: DateTimeOffset.MinValue,
                folder.Candidates(),
                dispatched,
                count: 1
            )
            .Problems.Where(problem => files.Contains(problem.File));
    }
}
