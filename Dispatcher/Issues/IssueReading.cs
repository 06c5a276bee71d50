namespace Newsletter.Dispatcher.Issues;

/// <summary>
/// The result of reading one file: a candidate, or the problems that prevent it. Warnings may come with a candidate.
/// Tests: IssueFileTests.
/// </summary>
/// <param name="Candidate">Null when one of the problems is an error.</param>
internal sealed record IssueReading(IssueCandidate? Candidate, IReadOnlyList<Problem> Problems)
{
    /// <summary>The issue in the file; null when one of the problems is an error.</summary>
    public Issue? Issue => Candidate?.Issue;

    /// <summary>
    /// What could be read of a file with errors, for a preview only; null when there is a candidate, or when nothing
    /// could be read.
    /// </summary>
    public Issue? Partial { get; init; }

    public static IssueReading Refused(params IReadOnlyList<Problem> problems) => new(null, problems);
}
