namespace Newsletter.Dispatcher.Issues;

/// <summary>What came of reading one file: an issue, or why there is none. Warnings may come with an issue.</summary>
/// <param name="Issue">Null when one of the problems is an error.</param>
internal sealed record IssueReading(Issue? Issue, IReadOnlyList<Problem> Problems)
{
    public static IssueReading Refused(params IReadOnlyList<Problem> problems) => new(null, problems);
}
