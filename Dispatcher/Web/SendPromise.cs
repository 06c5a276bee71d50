using System.Globalization;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Web;

/// <summary>What the newsletter promises to a stranger, in words; pure.</summary>
internal static class SendPromise
{
    private static readonly DayOfWeek[] Weekdays =
    [
        DayOfWeek.Monday,
        DayOfWeek.Tuesday,
        DayOfWeek.Wednesday,
        DayOfWeek.Thursday,
        DayOfWeek.Friday,
    ];

    /// <summary><c>every weekday at 06:00</c>.</summary>
    public static string Rhythm(NewsletterSettings newsletter) =>
        string.Create(CultureInfo.InvariantCulture, $"{Days(newsletter.Days)} at {newsletter.SendAt:HH\\:mm}");

    /// <summary><c>Two weeks free, then €60 a year, if you like it.</c> Null where nobody pays.</summary>
    public static string? Price(NewsletterSettings newsletter) =>
        newsletter switch
        {
            { AnnualPrice: null } => null,
            { TrialDays: 0 } => $"{newsletter.AnnualPrice} a year.",
            _ => $"{Span(newsletter.TrialDays)} free, then {newsletter.AnnualPrice} a year, if you like it.",
        };

    private static string Days(IReadOnlySet<DayOfWeek> days)
    {
        if (days.Count == 7)
        {
            return "every day";
        }

        if (days.SetEquals(Weekdays))
        {
            return "every weekday";
        }

        // The week begins on Monday, as in the settings.
        var names = days.OrderBy(day => ((int)day + 6) % 7).Select(day => day.ToString()).ToList();
        return names is [var only] ? $"every {only}" : $"every {string.Join(", ", names[..^1])} and {names[^1]}";
    }

    private static string Span(int days) =>
        days switch
        {
            1 => "One day",
            7 => "One week",
            14 => "Two weeks",
            21 => "Three weeks",
            28 => "Four weeks",
            _ => $"{days.ToString(CultureInfo.InvariantCulture)} days",
        };
}
