using System.Globalization;
using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Issues;

namespace Newsletter.Dispatcher.Schedule;

/// <summary>Which day a new issue gets, in view of the queue; pure. Tests: NewIssueDayTests.</summary>
/// <param name="queue">A day that an issue of the queue names is not free, also when the issue is a draft.</param>
internal sealed class NewIssueDay(QueueNow queue)
{
    private const int MostOffered = 5;

    private readonly QueuePlan _plan = queue.Plan(QueueNow.SlotsAhead);

    private readonly Dictionary<DateOnly, Issue> _holders = queue
        .Waiting.Select(one => one.Issue)
        .Where(issue => issue.Date is not null)
        .GroupBy(issue => issue.Date!.Value)
        .ToDictionary(group => group.Key, group => group.First());

    /// <returns>The day, null for an issue without one; or why the wish cannot be met, and which days are
    /// free.</returns>
    public (DateOnly? Day, string? Refusal) Choose(DayWish wish) =>
        wish switch
        {
            DayWish.On { Date: var date } => Why(date) is { } why ? (null, $"{why}; {Offer()}") : (date, null),
            DayWish.First { Day: { } weekday } => First(
                slot => slot.Date.DayOfWeek == weekday,
                $"no {weekday} is free; {Offer()}"
            ),
            DayWish.First => First(_ => true, SlotCalendar.NoSlot),
            _ => (null, null),
        };

    private IEnumerable<Slot> Free() =>
        _plan
            .Slots.Where(queued =>
                queued.Candidate is null && queued.Slot.At > queue.Now && !_holders.ContainsKey(queued.Slot.Date)
            )
            .Select(queued => queued.Slot);

    private (DateOnly? Day, string? Refusal) First(Func<Slot, bool> isMeant, string refusal) =>
        Free().FirstOrDefault(isMeant) is { } slot ? (slot.Date, null) : (null, refusal);

    private string? Why(DateOnly date) =>
        new DateRefusal(queue.Open, new HashSet<DateOnly>()).Why(date, _holders.GetValueOrDefault(date));

    private string Offer()
    {
        var days = Free()
            .Take(MostOffered)
            .Select(slot => slot.Date.ToString("ddd yyyy-MM-dd", CultureInfo.InvariantCulture))
            .ToList();
        return days.Count == 0 ? SlotCalendar.NoSlot : $"free days: {string.Join(", ", days)}.";
    }
}
