using Newsletter.Dispatcher.Schedule;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Calendar;

/// <summary>Which days are slots, and at which instants; pure.</summary>
/// <remarks>
/// A local time that the clocks skip (the gap in spring) means the end of the gap; one that they show twice (in
/// autumn) means the first of the two. So each send day has one instant, and <see cref="Timetable"/>'s cron trigger,
/// which follows the same two rules, agrees with it.
/// </remarks>
internal sealed class SlotCalendar(NewsletterSettings settings)
{
    /// <summary>What an operator reads when <see cref="Next"/> finds nothing.</summary>
    public const string NoSlot =
        "There is no send day within two years; check Newsletter:Days and Newsletter:Holidays.";

    /// <summary>
    /// The shortest time in which a slot can start, where SendAt and CatchUpUntil fall together: set so, or both in one
    /// daylight-saving gap. Without it such a slot could only be missed.
    /// </summary>
    private static readonly TimeSpan ShortestCatchUp = TimeSpan.FromMinutes(15);

    /// <summary>Days without a slot after which the search ends: two years.</summary>
    private const int SearchDays = 731;

    /// <summary>The newsletter's own time zone, which also holds for a subscriber without one.</summary>
    public TimeZoneInfo Zone => settings.TimeZone;

    /// <summary>The day it is for the newsletter.</summary>
    public DateOnly Today(DateTimeOffset now) => DateOnly.FromDateTime(ToLocal(now).DateTime);

    /// <summary>An instant as the newsletter's clocks show it.</summary>
    public DateTimeOffset ToLocal(DateTimeOffset instant) => TimeZoneInfo.ConvertTime(instant, settings.TimeZone);

    public bool IsHoliday(DateOnly date) => settings.Holidays.Contains(date);

    /// <summary>The slot of a day; null on a day on which nothing is sent.</summary>
    public Slot? On(DateOnly date) => On(date, settings.TimeZone);

    /// <summary>
    /// The slot of a day by the clocks of a subscriber's zone: the same date and the same times, there.
    /// </summary>
    public Slot? On(DateOnly date, TimeZoneInfo zone)
    {
        if (!settings.Days.Contains(date.DayOfWeek) || IsHoliday(date))
        {
            return null;
        }

        var at = Instant(date, settings.SendAt, zone);
        var catchUpUntil = Instant(date, settings.CatchUpUntil, zone);
        return new(
            date,
            at,
            Later(catchUpUntil, at + ShortestCatchUp),
            Deadline: Instant(date, settings.Deadline, zone)
        );
    }

    /// <summary>The slots of <paramref name="first"/> and later days, lazily; ends where two years have none.</summary>
    public IEnumerable<Slot> From(DateOnly first) => From(first, settings.TimeZone);

    /// <inheritdoc cref="From(DateOnly)"/>
    public IEnumerable<Slot> From(DateOnly first, TimeZoneInfo zone)
    {
        var empty = 0;
        for (var date = first; empty < SearchDays; date = date.AddDays(1))
        {
            if (On(date, zone) is { } slot)
            {
                empty = 0;
                yield return slot;
            }
            else
            {
                empty++;
            }
        }
    }

    /// <summary>
    /// The first slot whose time is later than <paramref name="after"/>; null with <see cref="NoSlot"/> as the reason.
    /// </summary>
    public Slot? Next(DateTimeOffset after) => NextIn(settings.TimeZone, after);

    /// <summary>
    /// The first slot whose time in a subscriber's zone is later than <paramref name="after"/>: what somebody who is
    /// confirmed at that moment gets first. Its instants are as the clocks there show them.
    /// </summary>
    /// <returns>Null with <see cref="NoSlot"/> as the reason.</returns>
    public Slot? NextIn(TimeZoneInfo zone, DateTimeOffset after) =>
        // From the day before, because the end of a gap may lie on the day after the slot's own.
        From(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(after, zone).DateTime).AddDays(-1), zone)
            .FirstOrDefault(slot => slot.At > after);

    /// <summary>
    /// When an issue that begins now is stale: after a while, and at the next slot at the latest, so that nobody gets
    /// two at once.
    /// </summary>
    public DateTimeOffset CutOff(DateTimeOffset now, TimeSpan giveUpAfter)
    {
        var stale = now + giveUpAfter;
        return Next(now) is { } next && next.At < stale ? next.At : stale;
    }

    private static DateTimeOffset Instant(DateOnly date, TimeOnly time, TimeZoneInfo zone)
    {
        var local = date.ToDateTime(time);
        while (zone.IsInvalidTime(local))
        {
            local = local.AddMinutes(1);
        }

        // Of the two readings of an ambiguous time the one that is further ahead of UTC comes first.
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new(local, offset);
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
