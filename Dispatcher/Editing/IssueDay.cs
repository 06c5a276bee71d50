using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Schedule;

namespace Newsletter.Dispatcher.Editing;

/// <summary>On which day an issue goes out, as far as that can be known; pure. Tests: IssueDayTests.</summary>
internal static class IssueDay
{
    /// <summary>How many slots are looked at.</summary>
    private const int SlotsAhead = 250;

    /// <summary>
    /// The day on which it was dispatched; else the slot that it fills, or would fill if it were ready now; else the
    /// day in the file; else today.
    /// </summary>
    /// <param name="all">All issues, drafts too.</param>
    public static DateOnly Of(
        Issue issue,
        IEnumerable<IssueCandidate> all,
        IReadOnlyCollection<DispatchedSlot> dispatched,
        Waves waves,
        DateTimeOffset now
    )
    {
        if (dispatched.LastOrDefault(row => row.IssueSlug == issue.Slug) is { } sent)
        {
            return sent.SlotDate;
        }

        var ready = new IssueCandidate(issue with { Status = IssueStatus.Ready }, [], []);
        var plan = IssueQueue.Plan(
            waves,
            now,
            watchSince: now,
            [.. all.Where(one => one.Issue.Slug != issue.Slug), ready],
            dispatched,
            SlotsAhead
        );
        return plan.Slots.FirstOrDefault(queued => queued.Issue?.Slug == issue.Slug)?.Slot.Date
            ?? issue.Date
            ?? waves.Calendar.Today(now);
    }
}
