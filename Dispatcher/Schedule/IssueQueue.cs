using System.Globalization;
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
    /// <param name="issues">Ready ones and drafts; drafts take no slot.</param>
    /// <param name="dispatched">The slots that have a dispatch; their issues are left out without a word.</param>
    /// <param name="count">How many slots to plan; fewer come back only for <see cref="SlotCalendar.NoSlot"/>.</param>
    public static QueuePlan Plan(
        Waves waves,
        DateTimeOffset now,
        DateTimeOffset watchSince,
        IEnumerable<Issue> issues,
        IReadOnlyCollection<DispatchedSlot> dispatched,
        int count
    )
    {
        var calendar = waves.Calendar;
        var rows = dispatched.ToDictionary(row => row.SlotDate);
        var sent = dispatched.Select(row => row.IssueSlug).ToHashSet(StringComparer.Ordinal);
        var waiting = issues
            .Where(issue => issue.Status is IssueStatus.Ready && !sent.Contains(issue.Slug))
            .OrderBy(issue => issue.Slug, StringComparer.Ordinal)
            .ToList();

        var wanted = waiting.Select(issue => issue.Date).ToHashSet();
        var (pinned, problems) = Pin(waiting.Where(issue => issue.Date is not null));
        var unpinned = new Queue<Issue>(waiting.Where(issue => issue.Date is null));
        var slots = calendar
            .From(calendar.Today(now - Waves.MostBehind))
            .Where(IsOpen)
            .Take(count)
            .Select(Fill)
            .ToList();
        return new(slots, problems);

        QueuedSlot Fill(Slot slot) =>
            new(
                slot,
                pinned.TryGetValue(slot.Date, out var issue) ? issue
                    : TakesAny(slot) ? Next()
                    : null
            );

        Issue? Next() => unpinned.TryDequeue(out var issue) ? issue : null;

        bool IsOpen(Slot slot) =>
            (!rows.TryGetValue(slot.Date, out var row) || row.WasFoundEmpty)
            && waves.SpanOf(slot, watchSince) is { } span
            && now < span.CatchUpUntil;

        // Once a slot was found empty at its time, only an issue that names its date still takes it: one that is
        // released at 10:00 for tomorrow must not go out at once.
        bool TakesAny(Slot slot) => !rows.ContainsKey(slot.Date);

        (Dictionary<DateOnly, Issue> Pinned, List<Problem> Problems) Pin(IEnumerable<Issue> dated)
        {
            var pinned = new Dictionary<DateOnly, Issue>();
            var problems = new List<Problem>();
            foreach (var issue in dated)
            {
                var date = issue.Date!.Value;
                if (Refusal(date, pinned.GetValueOrDefault(date)) is { } refusal)
                {
                    problems.Add(Problem.Error(issue.File, issue.KeyLines.GetValueOrDefault("date"), 0, refusal));
                }
                else
                {
                    pinned.Add(date, issue);
                }
            }

            return (pinned, problems);
        }

        string? Refusal(DateOnly date, Issue? holder)
        {
            var slot = calendar.On(date);
            var isOpen = slot is not null && IsOpen(slot);
            if (date < calendar.Today(now) && !isOpen)
            {
                return Say($"{date:yyyy-MM-dd} is in the past; {Advice()}");
            }

            if (slot is null)
            {
                var why = calendar.IsHoliday(date) ? "a holiday" : Say($"a {date.DayOfWeek}");
                return Say($"{date:yyyy-MM-dd} is no send day ({why}); {Advice()}");
            }

            if (holder is not null)
            {
                return Say($"{date:yyyy-MM-dd} is taken by {holder.File}; {Advice()}");
            }

            if (isOpen)
            {
                return null;
            }

            return rows.TryGetValue(date, out var row)
                ? Say($"{date:yyyy-MM-dd} {Fate(row)}; {Advice()}")
                : Say($"{date:yyyy-MM-dd} is in the past: its issue was due at {slot.At:HH\\:mm}; {Advice()}");
        }

        static string Fate(DispatchedSlot row) =>
            row.IssueSlug is { } slug ? $"had its issue already ({slug})" : "was missed";

        string Advice()
        {
            var next = calendar
                .From(calendar.Today(now))
                .FirstOrDefault(slot => slot.At > now && IsOpen(slot) && !wanted.Contains(slot.Date));
            return next is null
                ? "change the date or remove it."
                : Say($"change the date, for example to {next.Date:yyyy-MM-dd}, or remove it.");
        }
    }

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
