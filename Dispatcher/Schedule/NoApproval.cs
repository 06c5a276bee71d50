using Newsletter.Dispatcher.Issues;

namespace Newsletter.Dispatcher.Schedule;

/// <summary>A newsletter that asks for no approval. Tests: TodayReaderTests.</summary>
internal sealed class NoApproval : IApprovalState
{
    public Task<ApprovalStand?> OfAsync(IssueCandidate candidate, CancellationToken cancellationToken) =>
        Task.FromResult<ApprovalStand?>(null);
}
