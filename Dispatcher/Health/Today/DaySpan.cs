using System.Globalization;
using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Subscriptions;

namespace Newsletter.Dispatcher.Health.Today;

/// <summary>Some days of the newsletter's calendar; pure. Tests: TodayReaderTests.</summary>
/// <param name="First">The first of the days.</param>
/// <param name="Last">The last of the days.</param>
/// <param name="From">When the first day begins.</param>
/// <param name="Until">When the last day ends, or now if that is earlier.</param>
internal sealed record DaySpan(DateOnly First, DateOnly Last, DateTimeOffset From, DateTimeOffset Until)
{
    /// <summary>So many days without a slot are looked through; then yesterday alone counts.</summary>
    private const int MostDays = 31;

    /// <summary>Today so far.</summary>
    public static DaySpan Today(SlotCalendar calendar, DateTimeOffset now)
    {
        var today = calendar.Today(now);
        return new(today, today, LocalDay.Start(today, calendar.Zone), now);
    }

    /// <summary>
    /// From the last send day before today to yesterday: on a Monday these are Friday, Saturday and Sunday, so that
    /// nothing that happened over a weekend is left out.
    /// </summary>
    public static DaySpan SinceLastSlot(SlotCalendar calendar, DateTimeOffset now)
    {
        var today = calendar.Today(now);
        var yesterday = today.AddDays(-1);
        var first = Enumerable
            .Range(0, MostDays)
            .Select(back => yesterday.AddDays(-back))
            .Cast<DateOnly?>()
            .FirstOrDefault(day => calendar.On(day!.Value) is not null);
        return new(
            first ?? yesterday,
            yesterday,
            LocalDay.Start(first ?? yesterday, calendar.Zone),
            LocalDay.Start(today, calendar.Zone)
        );
    }

    /// <summary>For people, for example <c>Fri 27 Nov to Sun 29 Nov</c>.</summary>
    public string Name => First == Last ? Say($"{First:ddd d MMM}") : Say($"{First:ddd d MMM} to {Last:ddd d MMM}");

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
