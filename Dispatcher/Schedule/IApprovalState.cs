using Newsletter.Dispatcher.Issues;

namespace Newsletter.Dispatcher.Schedule;

/// <summary>Tells which issues have the approval that the newsletter asks for.</summary>
internal interface IApprovalState
{
    /// <returns>By slug; empty when the newsletter asks for no approval.</returns>
    Task<IReadOnlyDictionary<string, ApprovalStand>> OfAsync(
        IReadOnlyList<IssueCandidate> candidates,
        CancellationToken cancellationToken
    );
}
