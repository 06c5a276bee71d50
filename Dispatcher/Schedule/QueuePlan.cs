using Newsletter.Dispatcher.Issues;

namespace Newsletter.Dispatcher.Schedule;

/// <summary>
/// The queue: the next slots in order, and the problems that keep issues out of them.
/// Tests: IssueQueueTests.
/// </summary>
internal sealed record QueuePlan(IReadOnlyList<QueuedSlot> Slots, IReadOnlyList<Problem> Problems)
{
    /// <summary>The candidate for a slot, or null.</summary>
    public IssueCandidate? For(DateOnly date) => Slots.FirstOrDefault(queued => queued.Slot.Date == date)?.Candidate;
}
