using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Issues;

namespace Newsletter.Dispatcher.Schedule;

/// <summary>A coming slot and the candidate that will fill it; null when there is none yet.</summary>
internal sealed record QueuedSlot(Slot Slot, IssueCandidate? Candidate)
{
    /// <summary>The issue that will fill the slot; null when there is none yet.</summary>
    public Issue? Issue => Candidate?.Issue;
}
