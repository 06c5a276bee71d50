using Newsletter.Dispatcher.Issues;

namespace Newsletter.Dispatcher.Schedule;

/// <summary>Tells whether an issue has the approval that the newsletter asks for.</summary>
internal interface IApprovalState
{
    /// <returns>Null when the newsletter asks for no approval.</returns>
    Task<ApprovalStand?> OfAsync(IssueCandidate candidate, CancellationToken cancellationToken);
}
