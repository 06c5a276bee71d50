using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Words;

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
    public static string Rhythm(NewsletterSettings newsletter)
    {
        var words = newsletter.Words;
        if (newsletter.Days.Count == 7)
        {
            return words.Text("Promise.Daily", newsletter.SendAt);
        }

        if (newsletter.Days.SetEquals(Weekdays))
        {
            return words.Text("Promise.Weekdays", newsletter.SendAt);
        }

        // The week begins on Monday, as in the settings.
        var names = newsletter.Days.OrderBy(day => ((int)day + 6) % 7).Select(words.Dates.Weekday).ToList();
        var days = names is [var only] ? only : words.Text("Promise.And", string.Join(", ", names[..^1]), names[^1]);
        return words.Text("Promise.Days", days, newsletter.SendAt);
    }

    /// <summary><c>Two weeks free, then €60 a year, if you like it.</c> Null where nobody pays.</summary>
    public static string? Price(NewsletterSettings newsletter) =>
        newsletter switch
        {
            { AnnualPrice: null } => null,
            { TrialDays: 0 } => newsletter.Words.Text("Promise.Price", newsletter.AnnualPrice),
            _ => newsletter.Words.Text(
                "Promise.TrialThenPrice",
                Span(newsletter.Words, newsletter.TrialDays),
                newsletter.AnnualPrice
            ),
        };

    private static string Span(ReaderWords words, int days) =>
        days switch
        {
            7 => words.Text("Promise.OneWeek"),
            14 => words.Text("Promise.TwoWeeks"),
            21 => words.Text("Promise.ThreeWeeks"),
            28 => words.Text("Promise.FourWeeks"),
            _ => words.Text("Promise.Span", days),
        };
}
