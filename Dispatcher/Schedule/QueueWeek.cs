using System.Globalization;
using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Issues;

namespace Newsletter.Dispatcher.Schedule;

/// <summary>Seven days of the queue, from Monday to Sunday; pure.</summary>
internal sealed record QueueWeek(DateOnly Monday, IReadOnlyList<QueueDay> Days)
{
    /// <summary>The number of the week by ISO 8601.</summary>
    public int Number => ISOWeek.GetWeekOfYear(Monday.ToDateTime(TimeOnly.MinValue));

    /// <summary>The Monday of the week that a day is in.</summary>
    public static DateOnly MondayOf(DateOnly date) => date.AddDays(-(((int)date.DayOfWeek + 6) % 7));

    /// <summary>Weeks of the queue, one after the other.</summary>
    /// <param name="plan">Of the same queue, so many slots that it reaches the last of the weeks.</param>
    /// <param name="first">Any day of the first week.</param>
    public static IReadOnlyList<QueueWeek> Of(QueueNow queue, QueuePlan plan, DateOnly first, int count)
    {
        var monday = MondayOf(first);
        var filled = plan.Slots.ToDictionary(queued => queued.Slot.Date, queued => queued.Candidate);
        var holders = filled.Values.OfType<IssueCandidate>().Select(one => one.Issue.Slug).ToHashSet();
        var dated = queue.Waiting.Where(one => one.Issue.Date is not null).ToLookup(one => one.Issue.Date!.Value);
        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(week => monday.AddDays(7 * week))
                .Select(start => new QueueWeek(
                    start,
                    [.. Enumerable.Range(0, 7).Select(day => start.AddDays(day)).Select(Day)]
                )),
        ];

        QueueDay Day(DateOnly date)
        {
            var (slot, row) = (queue.Calendar.On(date), queue.Open.DispatchOf(date));
            var candidate = filled.GetValueOrDefault(date);
            return new(date, Kind(queue, slot, date, row, candidate), slot)
            {
                Candidate = candidate,
                Dispatched = row is { WasFoundEmpty: true } ? null : row,
                Drafts = [.. dated[date].Where(one => one.Issue.Status is IssueStatus.Draft)],
                Refused =
                [
                    .. dated[date]
                        .Where(one => one.Issue.Status is IssueStatus.Ready && !holders.Contains(one.Issue.Slug)),
                ],
                Span = slot is not null && queue.Open.IsOpen(slot) ? queue.Waves.SpanOf(slot, queue.WatchSince) : null,
            };
        }
    }

    private static QueueDayKind Kind(
        QueueNow queue,
        Slot? slot,
        DateOnly date,
        DispatchedSlot? row,
        IssueCandidate? candidate
    ) =>
        row is { WasFoundEmpty: false } ? KindOf(row.State)
        : slot is null ? (queue.Calendar.IsHoliday(date) ? QueueDayKind.Holiday : QueueDayKind.Rest)
        : candidate is not null ? QueueDayKind.Filled
        : queue.Open.IsOpen(slot) ? QueueDayKind.Gap
        : QueueDayKind.Unwatched;

    private static QueueDayKind KindOf(DispatchState state) =>
        state switch
        {
            DispatchState.Done => QueueDayKind.Sent,
            DispatchState.Stopped => QueueDayKind.Stopped,
            DispatchState.Missed => QueueDayKind.Missed,
            _ => QueueDayKind.Sending,
        };
}
