namespace Newsletter.Dispatcher.Issues;

/// <summary>The result of a change to an issue's file. Tests: IssueChangesTests.</summary>
internal abstract record IssueChange
{
    private IssueChange() { }

    /// <summary>The file has the new content.</summary>
    internal sealed record Saved(IssueCandidate Before, IssueCandidate After) : IssueChange;

    /// <summary>The file is as it was; <paramref name="Why"/> is a sentence for the editor with what to do.</summary>
    internal sealed record Refused(string Why) : IssueChange;
}
