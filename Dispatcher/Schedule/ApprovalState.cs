using Newsletter.Dispatcher.Approvals;
using Newsletter.Dispatcher.Issues;

namespace Newsletter.Dispatcher.Schedule;

/// <summary>How queued issues stand, for people who look at the queue. Tests: QueueCommandTests.</summary>
internal sealed class ApprovalState(IssueApprovals approvals) : IApprovalState
{
    public async Task<IReadOnlyDictionary<string, ApprovalStand>> OfAsync(
        IReadOnlyList<IssueCandidate> candidates,
        CancellationToken cancellationToken
    ) =>
        (await approvals.OfAsync(candidates, cancellationToken)).ToDictionary(
            one => one.Key,
            one => new ApprovalStand(one.Value.IsApproved, one.Value.InWords),
            StringComparer.Ordinal
        );
}
