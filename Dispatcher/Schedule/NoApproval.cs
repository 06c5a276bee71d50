using Newsletter.Dispatcher.Issues;

namespace Newsletter.Dispatcher.Schedule;

/// <summary>A newsletter that asks for no approval. Tests: TodayReaderTests.</summary>
internal sealed class NoApproval : IApprovalState
{
    private static readonly IReadOnlyDictionary<string, ApprovalStand> None = new Dictionary<string, ApprovalStand>();

    public Task<IReadOnlyDictionary<string, ApprovalStand>> OfAsync(
        IReadOnlyList<IssueCandidate> candidates,
        CancellationToken cancellationToken
    ) => Task.FromResult(None);
}
