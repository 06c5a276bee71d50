using System.Globalization;

namespace Newsletter.Dispatcher.Words;

/// <summary>The forms in which a culture writes dates; pure. Tests: LocalDatesTests.</summary>
/// <param name="Day">Weekday, day, month and year.</param>
/// <param name="WeekdayAndDay">Weekday, day and month.</param>
/// <param name="BeforeTime">What stands between a day and the hour that is given.</param>
internal sealed record DateForms(
    string Day,
    string WeekdayAndDay,
    string Date,
    string DayOfMonth,
    string Month,
    Func<int, string> BeforeTime
)
{
    /// <summary>English, German, French and Spanish as a newspaper writes them; others as their culture says.</summary>
    /// <param name="language">Without a country, in lower case.</param>
    public static DateForms Of(string language, CultureInfo culture) =>
        (language, culture.DateTimeFormat) switch
        {
            ("de", _) => new(
                "dddd, d. MMMM yyyy",
                "dddd, d. MMMM",
                "d. MMMM yyyy",
                "d. MMMM",
                "MMMM yyyy",
                static _ => ", um "
            ),
            ("fr", _) => new(
                "dddd d MMMM yyyy",
                "dddd d MMMM",
                "d MMMM yyyy",
                "d MMMM",
                "MMMM yyyy",
                static _ => " à "
            ),
            ("es", _) => new(
                "dddd d 'de' MMMM 'de' yyyy",
                "dddd d 'de' MMMM",
                "d 'de' MMMM 'de' yyyy",
                "d 'de' MMMM",
                "MMMM 'de' yyyy",
                static hour => hour == 1 ? " a la " : " a las "
            ),
            ("en", { MonthDayPattern: ['M', ..] monthFirst }) => new(
                $"dddd, {monthFirst}, yyyy",
                $"dddd, {monthFirst}",
                $"{monthFirst}, yyyy",
                monthFirst,
                "MMMM yyyy",
                static _ => ", "
            ),
            ("en", _) => new(
                "dddd, d MMMM yyyy",
                "dddd, d MMMM",
                "d MMMM yyyy",
                "d MMMM",
                "MMMM yyyy",
                static _ => ", "
            ),
            var (_, own) => new(
                own.LongDatePattern.Contains("dddd", StringComparison.Ordinal)
                    ? own.LongDatePattern
                    : $"dddd, {own.LongDatePattern}",
                $"dddd, {own.MonthDayPattern}",
                $"{own.MonthDayPattern} yyyy",
                own.MonthDayPattern,
                own.YearMonthPattern,
                static _ => ", "
            ),
        };
}
