using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Issues;

namespace Newsletter.Dispatcher.Schedule;

/// <summary>Decides which issue fills which slot; pure.</summary>
/// <remarks>
/// A ready issue with a date takes that slot; the ready ones without a date fill the free slots in order of file name.
/// If two issues name one date, the first by file name gets the slot and the second is an error: an issue in the wrong
/// order is better than no issue. An issue with an error is left out and does not stop the others.
/// </remarks>
internal static class IssueQueue
{
    /// <param name="waves">The calendar, and the time zones of the subscribers: a slot is open as long as its last wave
    /// can still be caught up.</param>
    /// <param name="watchSince">Since when the service watches; it does not fill a slot that is earlier, even
    /// today's.</param>
    /// <param name="candidates">Ready issues and drafts; drafts take no slot.</param>
    /// <param name="dispatched">The slots that have a dispatch; their issues are left out, without a problem.</param>
    /// <param name="count">How many slots to plan; fewer are returned only for the reason
    /// <see cref="SlotCalendar.NoSlot"/>.</param>
    public static QueuePlan Plan(
        Waves waves,
        DateTimeOffset now,
        DateTimeOffset watchSince,
        IEnumerable<IssueCandidate> candidates,
        IReadOnlyCollection<DispatchedSlot> dispatched,
        int count
    )
    {
        var open = new OpenSlots(waves, now, watchSince, dispatched);
        var sent = dispatched.Select(row => row.IssueSlug).ToHashSet(StringComparer.Ordinal);
        var waiting = candidates
            .Where(one => one.Issue.Status is IssueStatus.Ready && !sent.Contains(one.Issue.Slug))
            .OrderBy(one => one.Issue.Slug, StringComparer.Ordinal)
            .ToList();

        var (pinned, problems) = Pin(waiting, open);
        var unpinned = new Queue<IssueCandidate>(waiting.Where(one => one.Issue.Date is null));
        return new([.. open.All().Take(count).Select(slot => new QueuedSlot(slot, Next(slot)))], problems);

        IssueCandidate? Next(Slot slot) =>
            pinned.TryGetValue(slot.Date, out var one) || (open.TakesAny(slot) && unpinned.TryDequeue(out one))
                ? one
                : null;
    }

    /// <summary>Gives each date to the first issue that names it, if that date is open.</summary>
    private static (Dictionary<DateOnly, IssueCandidate> Pinned, List<Problem> Problems) Pin(
        List<IssueCandidate> waiting,
        OpenSlots open
    )
    {
        var refusal = new DateRefusal(open, waiting.Select(one => one.Issue.Date).OfType<DateOnly>().ToHashSet());
        var pinned = new Dictionary<DateOnly, IssueCandidate>();
        var problems = new List<Problem>();
        foreach (var one in waiting)
        {
            if (one.Issue.Date is not { } date)
            {
                continue;
            }

            if (refusal.Of(date, pinned.GetValueOrDefault(date)?.Issue) is { } why)
            {
                problems.Add(
                    Findings.DateSlot.At(one.Issue.File, one.Issue.KeyLines.GetValueOrDefault("date"), 0, why)
                );
            }
            else
            {
                pinned.Add(date, one);
            }
        }

        return (pinned, problems);
    }
}
