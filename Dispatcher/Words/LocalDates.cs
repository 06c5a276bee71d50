using System.Globalization;

namespace Newsletter.Dispatcher.Words;

/// <summary>
/// Days and times as the newsletter's language writes them: the one place that knows the forms. They follow the
/// language of the newsletter, never the one of the machine or of a browser.
/// Tests: LocalDatesTests.
/// </summary>
internal sealed class LocalDates
{
    private readonly string _language;
    private readonly DateForms _forms;

    public LocalDates(string language)
    {
        _language = language.Split('-')[0].ToLowerInvariant();
        Culture = CultureOf(language);
        _forms = DateForms.Of(_language, Culture);
    }

    /// <summary>The invariant culture for a language that is not known.</summary>
    public CultureInfo Culture { get; }

    /// <summary><c>Tuesday, 24 November 2026</c>.</summary>
    public string Day(DateOnly date) => Said(date, _forms.Day);

    /// <summary><c>24 November 2026</c>.</summary>
    public string Date(DateOnly date) => Said(date, _forms.Date);

    /// <summary><c>24 November</c>, under a heading that names the year.</summary>
    public string DayOfMonth(DateOnly date) => Said(date, _forms.DayOfMonth);

    /// <summary><c>November 2026</c>, as a heading.</summary>
    public string Month(DateOnly date) => date.ToString(_forms.Month, Culture);

    /// <summary><c>Tuesday, 24 November, 06:00</c>, by the clocks of a zone.</summary>
    public string Moment(DateTimeOffset instant, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(instant, zone);
        return Said(DateOnly.FromDateTime(local.DateTime), _forms.WeekdayAndDay)
            + _forms.BeforeTime(local.Hour)
            + Time(TimeOnly.FromDateTime(local.DateTime));
    }

    /// <summary><c>06:00</c>, <c>6 Uhr</c>, <c>6 h</c>, <c>6:00</c>.</summary>
    public string Time(TimeOnly time) =>
        _language switch
        {
            "de" => time.ToString(time.Minute == 0 ? "H' Uhr'" : "H:mm' Uhr'", CultureInfo.InvariantCulture),
            "fr" => time.ToString(time.Minute == 0 ? "H'\u00a0h'" : "H'\u00a0h\u00a0'mm", CultureInfo.InvariantCulture),
            "es" => time.ToString("H:mm", CultureInfo.InvariantCulture),
            _ => time.ToString("HH:mm", CultureInfo.InvariantCulture),
        };

    public string Weekday(DayOfWeek day) => Culture.DateTimeFormat.GetDayName(day);

    public string Number(long count) => count.ToString("N0", Culture);

    /// <summary><c>2026-11-24</c>, as dates stand in the database.</summary>
    public static string Stored(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private string Said(DateOnly date, string form)
    {
        var said = date.ToString(form, Culture);

        // French says "1er", and plain numbers for all other days.
        return _language == "fr" && date.Day == 1
            ? (" " + said).Replace(" 1 ", " 1er ", StringComparison.Ordinal)[1..]
            : said;
    }

    private static CultureInfo CultureOf(string language)
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
