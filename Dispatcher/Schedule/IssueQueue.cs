using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Issues;

namespace Newsletter.Dispatcher.Schedule;

/// <summary>Decides which issue fills which slot; pure.</summary>
/// <remarks>
/// A ready issue with a date takes that slot; the ready ones without a date fill the free slots in order of file name.
/// Of two issues on one slot the first by file name keeps it and the second is the error, because an empty morning is
/// worse than a wrong order. An issue with an error is left out and stops no other.
/// </remarks>
internal static class IssueQueue
{
    /// <param name="waves">The calendar, and the zones that subscribers have: a slot is open until its last wave cannot
    /// be caught up any more.</param>
    /// <param name="watchSince">Since when the service watches; today's slot is not its to send when it is
    /// earlier.</param>
    /// <param name="candidates">Ready ones and drafts; drafts take no slot.</param>
    /// <param name="dispatched">The slots that have a dispatch; their issues are left out without a word.</param>
    /// <param name="count">How many slots to plan; fewer come back only for <see cref="SlotCalendar.NoSlot"/>.</param>
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

    /// <summary>Gives each date to the first issue that names it, where the date can be had.</summary>
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
                problems.Add(Problem.Error(one.Issue.File, one.Issue.KeyLines.GetValueOrDefault("date"), 0, why));
            }
            else
            {
                pinned.Add(date, one);
            }
        }

        return (pinned, problems);
    }
}
