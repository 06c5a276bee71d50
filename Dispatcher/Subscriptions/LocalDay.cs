using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Subscriptions;

/// <summary>Days as a person's own calendar has them; pure. Tests: ConfirmationTests.</summary>
internal static class LocalDay
{
    /// <summary>Nobody's clock is further ahead of UTC (Kiritimati).</summary>
    public static readonly TimeSpan FurthestAhead = TimeSpan.FromHours(14);

    /// <summary>
    /// The zone that a person's mails follow; the newsletter's where they have none, or one that this machine does not
    /// know.
    /// </summary>
    public static TimeZoneInfo Zone(string? id, NewsletterSettings newsletter) =>
        id is not null && TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) ? zone : newsletter.TimeZone;

    public static DateOnly Of(DateTimeOffset instant, TimeZoneInfo zone) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, zone).DateTime);

    /// <summary>
    /// The first instant of a day. Where the clocks skip midnight, the day begins at the end of the gap.
    /// </summary>
    public static DateTimeOffset Start(DateOnly date, TimeZoneInfo zone) => At(date, TimeOnly.MinValue, zone);

    /// <summary>A local time as an instant: the end of a gap, the first of two readings, as for slots.</summary>
    public static DateTimeOffset At(DateOnly date, TimeOnly time, TimeZoneInfo zone)
    {
        var local = date.ToDateTime(time);
        while (zone.IsInvalidTime(local))
        {
            local = local.AddMinutes(1);
        }

        return new(
            local,
            zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local)
        );
    }

    /// <summary>The last day of what ends right before an instant.</summary>
    public static DateOnly LastBefore(DateTimeOffset end, TimeZoneInfo zone) => Of(end.AddMilliseconds(-1), zone);
}
