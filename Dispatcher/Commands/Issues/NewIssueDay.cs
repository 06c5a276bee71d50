using System.Globalization;
using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Schedule;

namespace Newsletter.Dispatcher.Commands.Issues;

/// <summary>Which day a new issue gets, in view of the queue; pure. Tests: NewIssueDayTests.</summary>
/// <param name="open">The slots that can still be filled.</param>
/// <param name="plan">The queue as it is, some weeks of it.</param>
/// <param name="issues">All issues that were not sent, drafts too: a day that one of them names is not free.</param>
internal sealed class NewIssueDay(OpenSlots open, QueuePlan plan, IReadOnlyList<Issue> issues)
{
    private const int MostOffered = 5;

    private readonly Dictionary<DateOnly, Issue> _holders = issues
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
        plan
            .Slots.Where(queued =>
                queued.Candidate is null && queued.Slot.At > open.Now && !_holders.ContainsKey(queued.Slot.Date)
            )
            .Select(queued => queued.Slot);

    private (DateOnly? Day, string? Refusal) First(Func<Slot, bool> isMeant, string refusal) =>
        Free().FirstOrDefault(isMeant) is { } slot ? (slot.Date, null) : (null, refusal);

    private string? Why(DateOnly date) =>
        new DateRefusal(open, new HashSet<DateOnly>()).Why(date, _holders.GetValueOrDefault(date));

    private string Offer()
    {
        var days = Free()
            .Take(MostOffered)
            .Select(slot => slot.Date.ToString("ddd yyyy-MM-dd", CultureInfo.InvariantCulture))
            .ToList();
        return days.Count == 0 ? SlotCalendar.NoSlot : $"free days: {string.Join(", ", days)}.";
    }
}
