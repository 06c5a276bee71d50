using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Schedule;

namespace Newsletter.Dispatcher.Health;

/// <summary>
/// Whether the clock can be believed, and whether this machine knows the readers' time zones. Pure.
/// Tests: VerdictTests.
/// </summary>
internal static class ClockChecks
{
    /// <param name="lastSeen">When the service last ran; null where it never did.</param>
    public static Check Clock(DateTimeOffset now, DateTimeOffset? lastSeen, SlotCalendar calendar) =>
        ClockCheck.Doubt(now, lastSeen) is { } doubt
            ? Check.Red(
                "clock",
                doubt,
                "Check the clock; if it is right, start once with: dispatcher run --trust-clock"
            )
            : Check.Green(
                "clock",
                FormattableString.Invariant(
                    $"It is {calendar.ToLocal(now):dddd, yyyy-MM-dd HH:mm} in {calendar.Zone.Id}."
                )
            );

    public static Check Zones(IReadOnlyCollection<ZoneReaders> zones)
    {
        var unknown = zones
            .Where(zone => zone.Zone is { } id && !TimeZoneInfo.TryFindSystemTimeZoneById(id, out _))
            .Select(zone => zone.Zone!)
            .ToList();
        return unknown.Count == 0
            ? Check.Green("time zones", "All zones that readers have are known here.")
            : Check.Yellow(
                "time zones",
                "This machine does not know "
                    + $"{string.Join(", ", unknown.Take(3))}"
                    + $"{(unknown.Count > 3 ? $" and {unknown.Count - 3} more" : "")}; "
                    + "readers there get the issue at the newsletter's own time.",
                "Install the time zone data (Debian: tzdata)."
            );
    }
}
