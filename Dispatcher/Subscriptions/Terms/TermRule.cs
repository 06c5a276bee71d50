using Newsletter.Dispatcher.Calendar;

namespace Newsletter.Dispatcher.Subscriptions.Terms;

/// <summary>
/// Until when a subscriber may read, and when the subscriber is told that it ends; pure.
/// Tests: TermTests.
/// </summary>
internal static class TermRule
{
    /// <summary>Send days before the end of a trial at which its reader is told.</summary>
    private const int SendDaysBefore = 3;

    /// <summary>The end of a trial that begins now: after so many whole days beside the present one.</summary>
    public static DateTimeOffset TrialEnd(DateTimeOffset now, int trialDays, TimeZoneInfo zone) =>
        EndOf(LocalDay.Of(now, zone).AddDays(trialDays), zone);

    /// <summary>The first instant after a day.</summary>
    public static DateTimeOffset EndOf(DateOnly lastDay, TimeZoneInfo zone) => LocalDay.Start(lastDay.AddDays(1), zone);

    /// <summary>
    /// When a reader is told that the trial ends: with the first of the last three issues that they get.
    /// </summary>
    /// <returns>The end itself where no send day is left.</returns>
    public static DateTimeOffset ReminderAt(
        DateTimeOffset termEndsAt,
        TimeZoneInfo zone,
        SlotCalendar calendar,
        TimeOnly sendAt
    )
    {
        const int SearchDays = 60;
        var (day, left) = (LocalDay.LastBefore(termEndsAt, zone), SendDaysBefore);
        for (var searched = 0; searched < SearchDays; searched++, day = day.AddDays(-1))
        {
            if (calendar.On(day) is not null && --left == 0)
            {
                return LocalDay.At(day, sendAt, zone);
            }
        }

        return termEndsAt;
    }

    /// <summary>No trial that ends later than this needs a reminder yet, in any zone.</summary>
    public static DateTimeOffset ReminderHorizon(DateTimeOffset now, SlotCalendar calendar) =>
        (calendar.From(calendar.Today(now)).Skip(SendDaysBefore).FirstOrDefault()?.At ?? now) + TimeSpan.FromDays(2);
}
