using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Rendering.Markdown;
using Newsletter.Dispatcher.Rendering.Templates;
using Newsletter.Dispatcher.Schedule;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Subscribers;

namespace Newsletter.Dispatcher.Editing;

/// <summary>
/// Every check of an issue, in the order in which they run; a check is a function and knows nothing of the others.
/// Tests: IssueCommandTests.
/// </summary>
/// <param name="Each">Asked about each issue that could be read.</param>
/// <param name="Sketch">Asked about what could be read of an issue whose front matter has errors.</param>
/// <param name="Together">Asked about all of them at once, drafts too: two on one slot, a date that has passed.</param>
internal sealed record IssueChecks(
    IReadOnlyList<Func<IssueCandidate, IEnumerable<Problem>>> Each,
    Func<Issue, IEnumerable<Problem>> Sketch,
    IReadOnlyList<Func<IReadOnlyList<Issue>, IEnumerable<Problem>>> Together
)
{
    /// <summary>All checks there are.</summary>
    /// <param name="tried">Compiles a candidate, or gives what was compiled before.</param>
    /// <param name="ofAudiences">What is wrong with the audiences, as the database knows them.</param>
    /// <param name="all">All issues, since an issue that is asked about may want the slot of another.</param>
    public static IssueChecks Of(
        NewsletterSettings newsletter,
        Func<IssueCandidate, TriedIssue> tried,
        IReadOnlyList<IssueCandidate> all,
        KnownToCheck known,
        IReadOnlyList<Problem> ofAudiences,
        DateTimeOffset now
    ) =>
        new(
            Each: [candidate => OfRendering(candidate.Issue, tried(candidate), newsletter, now)],
            Sketch: issue => OfSketch(issue, newsletter, now),
            Together:
            [
                issues => OfQueue(issues, newsletter, all, known.Dispatched, now),
                issues => IssuesTogether.Problems(issues, [.. all.Select(one => one.Issue)], known),
                _ => ofAudiences,
            ]
        );

    /// <summary>
    /// Problems of the readings and of the issues in them: errors first, each kind by file, line and column, without
    /// those that an editor switched off.
    /// </summary>
    public IReadOnlyList<Problem> Run(IReadOnlyList<IssueReading> readings)
    {
        IReadOnlyList<IssueCandidate> candidates =
        [
            .. readings.Select(reading => reading.Candidate).OfType<IssueCandidate>(),
        ];
        IReadOnlyList<Issue> issues = [.. candidates.Select(candidate => candidate.Issue)];
        IReadOnlyList<Issue> sketches = [.. readings.Select(reading => reading.Sketch).OfType<Issue>()];
        var found = readings
            .SelectMany(reading => reading.Problems)
            .Concat(candidates.SelectMany(candidate => Each.SelectMany(check => check(candidate))))
            .Concat(sketches.SelectMany(Sketch))
            .Concat(Together.SelectMany(check => check(issues)))
            .ToLookup(problem => problem.File, StringComparer.Ordinal);
        var byFile = issues.Concat(sketches).ToDictionary(issue => issue.File, StringComparer.Ordinal);
        return
        [
            .. found
                .SelectMany(file => byFile.TryGetValue(file.Key, out var issue) ? CheckOff.Apply(issue, file) : file)
                .Concat(
                    byFile.Values.Where(issue => !found.Contains(issue.File)).SelectMany(one => CheckOff.Apply(one, []))
                )
                .Distinct()
                .OrderByDescending(problem => problem.Severity)
                .ThenBy(problem => problem.File, StringComparer.Ordinal)
                .ThenBy(problem => problem.Line)
                .ThenBy(problem => problem.Column),
        ];
    }

    /// <summary>Everything from the front matter to the finished page, as a dispatch would find it.</summary>
    private static IEnumerable<Problem> OfRendering(
        Issue issue,
        TriedIssue tried,
        NewsletterSettings newsletter,
        DateTimeOffset now
    )
    {
        var advice = OfWords(issue, tried.Body, newsletter, new SlotCalendar(newsletter).Today(now)).ToList();
        if (tried.Templates is null)
        {
            return
            [
                .. tried.Problems,
                .. IssueCheck.Problems(issue),
                .. LineCode.Problems(issue),
                .. tried.Body.Problems,
                .. advice,
            ];
        }

        IReadOnlyList<Problem> all =
        [
            .. tried.Problems,
            .. tried.Compiled is null ? [] : RenderCheck.Problems(tried.Compiled, newsletter),
            .. advice,
        ];

        // Code that fails because of a name is said once, in the words that name what was meant.
        return advice.Any(problem => problem.Name == Findings.CodeName.Name)
            ? all.Where(problem => problem.Name != Findings.CodeFails.Name)
            : all;
    }

    /// <summary>
    /// The rest of an issue whose front matter has errors, so that one check says all there is to fix.
    /// </summary>
    private static IEnumerable<Problem> OfSketch(Issue issue, NewsletterSettings newsletter, DateTimeOffset now)
    {
        var body = IssueBody.From(issue, path => path);
        return
        [
            .. LineCode.Problems(issue),
            .. body.Problems,
            .. OfWords(issue, body, newsletter, new SlotCalendar(newsletter).Today(now)),
        ];
    }

    /// <summary>What only a check says: words, links, images and code that are probably not what was meant.</summary>
    private static IEnumerable<Problem> OfWords(
        Issue issue,
        IssueBody body,
        NewsletterSettings newsletter,
        DateOnly today
    ) =>
        [
            .. IssueAdvice.Problems(issue, today),
            .. CodeCheck.Problems(issue, ScopeNames.Of(issue, newsletter, Values)),
            .. LinkAdvice.Problems(issue, body.Links, newsletter),
            .. ImageAdvice.Problems(issue, body.Images),
        ];

    private static readonly Dictionary<string, IReadOnlyCollection<string>> Values = new(StringComparer.Ordinal)
    {
        ["subscriber.status"] = [.. SubscriberStatuses.Words.All],
        ["subscriber.term"] = [.. SubscriberTerms.Words.All],
    };

    /// <summary>
    /// Two issues on one slot, a date that is no slot or has passed; only of the issues that were asked about.
    /// </summary>
    private static IEnumerable<Problem> OfQueue(
        IReadOnlyList<Issue> asked,
        NewsletterSettings newsletter,
        IReadOnlyList<IssueCandidate> all,
        IReadOnlyList<DispatchedSlot> dispatched,
        DateTimeOffset now
    )
    {
        var files = asked.Select(issue => issue.File).ToHashSet(StringComparer.Ordinal);
        return IssueQueue
            .Plan(
                new Waves(new SlotCalendar(newsletter)),
                now,
                watchSince: DateTimeOffset.MinValue,
                all,
                dispatched,
                count: 1
            )
            .Problems.Where(problem => files.Contains(problem.File));
    }
}
