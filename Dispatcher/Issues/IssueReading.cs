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
    /// As much of the issue as could be read of a file with errors, so that a check can look at the rest; null when
    /// nothing could. It must not be sent.
    /// </summary>
    public Issue? Sketch { get; init; }

    public static IssueReading Refused(params IReadOnlyList<Problem> problems) => new(null, problems);
}
