using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Commands.Issues;

/// <summary>
/// Whether the audience of each issue has readers, by the count of the freeze. A tag that no subscriber has is an
/// error; an audience that is empty only now is a warning. An empty list is no fault of an issue: the doctor names it.
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
            if (look.Nobody is { } nobody)
            {
                problems.AddRange(group.Select(issue => About(issue, look, nobody)));
            }
        }

        return problems;
    }

    private static Problem About(Issue issue, AudienceLook look, string nobody)
    {
        var line = issue.KeyLines.GetValueOrDefault("audience");
        return look.IsUnknown
            ? Problem.Error(issue.File, line, 0, nobody)
            : Problem.Warning(issue.File, line, 0, nobody);
    }
}
