using Newsletter.Dispatcher.Calendar;

namespace Newsletter.Dispatcher.Commands.Demo;

/// <summary>One morning of the demo's week. Tests: DemoWeekTests.</summary>
/// <param name="Number">From 0 on.</param>
/// <param name="Issue">One of <see cref="DemoIssues.Names"/>.</param>
internal sealed record DemoDay(int Number, Slot Slot, string Issue)
{
    /// <summary>The mornings before today, as many as there are issues for them, the earliest first.</summary>
    public static IReadOnlyList<DemoDay> Before(DateOnly today, SlotCalendar calendar)
    {
        const int SearchDays = 30;
        var issues = DemoIssues.Names.SkipLast(1).ToList();
        return
        [
            .. calendar
                .From(today.AddDays(-SearchDays))
                .TakeWhile(slot => slot.Date < today)
                .TakeLast(issues.Count)
                .Select((slot, i) => new DemoDay(i, slot, issues[i])),
        ];
    }

    /// <summary>Somebody of a list, another one each day.</summary>
    /// <param name="nth">Which of several things that happen on the day.</param>
    public T Pick<T>(IReadOnlyList<T> from, int nth) => from[((Number * 29) + (nth * 11) + 5) % from.Count];
}
