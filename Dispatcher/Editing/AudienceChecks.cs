using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Editing;

/// <summary>
/// Whether the audience of each issue has readers now, by the count of the freeze. <see cref="IssuesTogether"/> names a
/// tag that no subscriber has. An empty list is no fault of an issue: the doctor names it.
/// Tests: AudienceCheckTests.
/// </summary>
internal static class AudienceChecks
{
    /// <param name="hasTerms">False when nobody pays: then <see cref="IssueCheck"/> speaks of trial and paid.</param>
    public static async Task<IReadOnlyList<Problem>> OfAsync(
        IEnumerable<IssueReading> readings,
        bool hasTerms,
        Database database,
        CancellationToken cancellationToken
    )
    {
        var audiences = new Audiences(database);
        List<Problem> problems = [];
        var groups = readings
            .Select(reading => reading.Issue)
            .OfType<Issue>()
            .Where(issue => issue.Audience != "all" && (hasTerms || !AudienceLook.Fixed.Contains(issue.Audience)))
            .GroupBy(issue => issue.Audience, StringComparer.Ordinal);
        foreach (var group in groups)
        {
            var look = await audiences.LookAsync(group.Key, cancellationToken);
            if (look.Nobody is { } nobody && !look.IsUnknown)
            {
                problems.AddRange(
                    group.Select(issue =>
                        Findings.AudienceNobody.At(issue.File, issue.KeyLines.GetValueOrDefault("audience"), 0, nobody)
                    )
                );
            }
        }

        return problems;
    }
}
