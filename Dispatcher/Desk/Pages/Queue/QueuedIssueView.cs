using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Schedule;

namespace Newsletter.Dispatcher.Desk.Pages.Queue;

/// <summary>An issue in the calendar of the queue. Tests: QueuePageTests.</summary>
/// <param name="Day">The day that it stands on; null for a draft without a day.</param>
internal sealed record QueuedIssueView(QueueModel Page, IssueCandidate Candidate, QueueDay? Day)
{
    /// <summary>True for a ready issue that names this day and cannot have it.</summary>
    public bool IsRefused => Day?.Refused.Contains(Candidate) == true;
}
