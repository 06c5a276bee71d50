using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Rendering.Templates;

/// <summary>The last day of a trial or of what is paid, as readers say it: <c>11 December 2026</c>. Pure.</summary>
internal static class TermDay
{
    /// <param name="end">The first instant after the last day.</param>
    /// <param name="timeZone">The reader's own; null or unknown for the newsletter's.</param>
    public static string Text(DateTimeOffset end, string? timeZone, NewsletterSettings newsletter)
    {
        var zone =
            timeZone is not null && TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out var own)
                ? own
                : newsletter.TimeZone;
        return newsletter.Words.Dates.Date(
            DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(end.AddTicks(-1), zone).DateTime)
        );
    }
}
