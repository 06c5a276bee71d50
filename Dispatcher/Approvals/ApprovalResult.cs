namespace Newsletter.Dispatcher.Approvals;

/// <summary>The result of a decision about an issue. Tests: ApprovalDeskTests.</summary>
internal abstract record ApprovalResult
{
    private ApprovalResult() { }

    /// <param name="Status">How the issue stands now.</param>
    internal sealed record Done(ApprovalStatus Status) : ApprovalResult;

    /// <summary>Nothing was changed.</summary>
    /// <param name="Why">A sentence for people: what, and what to do.</param>
    internal sealed record Refused(string Why) : ApprovalResult;
}
