using System.Globalization;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Subscriptions;

/// <summary>Days and times in words of the newsletter's language. Tests: ConfirmationTests.</summary>
internal sealed class LocalWords(NewsletterSettings newsletter)
{
    private readonly CultureInfo _culture = Culture(newsletter.Language);

    /// <summary><c>Tuesday, 24 November, 06:00</c>, by the clocks of a zone.</summary>
    public string Moment(DateTimeOffset instant, TimeZoneInfo zone) =>
        TimeZoneInfo
            .ConvertTime(instant, zone)
            .ToString($"dddd, {_culture.DateTimeFormat.MonthDayPattern}, HH:mm", _culture);

    /// <summary><c>Tuesday, 24 November 2026</c>.</summary>
    public string Day(DateOnly date) =>
        date.ToString($"dddd, {_culture.DateTimeFormat.MonthDayPattern} yyyy", _culture);

    /// <summary><c>2026-11-24</c>, as dates stand in the database.</summary>
    public static string Stored(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static CultureInfo Culture(string language)
    {
        try
        {
            // English without a country has the day before the month, as this program's own pages have.
            return CultureInfo.GetCultureInfo(language == "en" ? "en-GB" : language, predefinedOnly: true);
        }
        catch (CultureNotFoundException)
        {
            return CultureInfo.InvariantCulture;
        }
    }
}
