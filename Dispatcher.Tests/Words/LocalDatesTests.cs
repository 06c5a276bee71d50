using Newsletter.Dispatcher.Words;

namespace Newsletter.Dispatcher.Tests.Words;

/// <summary>One form of date a culture.</summary>
[TestFixture]
internal sealed class LocalDatesTests
{
    private static readonly DateOnly Tuesday = new(2026, 11, 24);
    private static readonly DateTimeOffset Six = new(2026, 11, 24, 5, 0, 0, TimeSpan.Zero);

    [TestCase("en", "Tuesday, 24 November 2026", "24 November 2026", "24 November", "November 2026")]
    [TestCase("en-GB", "Tuesday, 24 November 2026", "24 November 2026", "24 November", "November 2026")]
    [TestCase("en-US", "Tuesday, November 24, 2026", "November 24, 2026", "November 24", "November 2026")]
    [TestCase("de", "Dienstag, 24. November 2026", "24. November 2026", "24. November", "November 2026")]
    [TestCase("fr", "mardi 24 novembre 2026", "24 novembre 2026", "24 novembre", "novembre 2026")]
    [TestCase(
        "es",
        "martes 24 de noviembre de 2026",
        "24 de noviembre de 2026",
        "24 de noviembre",
        "noviembre de 2026"
    )]
    public void A_day_is_written_as_a_newspaper_of_the_language_does(
        string language,
        string day,
        string date,
        string dayOfMonth,
        string month
    )
    {
        var dates = new LocalDates(language);

        Assert.That(
            new[] { dates.Day(Tuesday), dates.Date(Tuesday), dates.DayOfMonth(Tuesday), dates.Month(Tuesday) },
            Is.EqualTo(new[] { day, date, dayOfMonth, month })
        );
    }

    [TestCase("en", "Tuesday, 24 November, 06:00")]
    [TestCase("en-US", "Tuesday, November 24, 06:00")]
    [TestCase("de", "Dienstag, 24. November, um 6 Uhr")]
    [TestCase("fr", "mardi 24 novembre à 6\u00a0h")]
    [TestCase("es", "martes 24 de noviembre a las 6:00")]
    public void A_moment_is_said_by_the_clocks_of_the_zone(string language, string said) =>
        Assert.That(
            new LocalDates(language).Moment(Six, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin")),
            Is.EqualTo(said)
        );

    [TestCase("en", "17:30")]
    [TestCase("de", "17:30 Uhr")]
    [TestCase("fr", "17\u00a0h\u00a030")]
    [TestCase("es", "17:30")]
    public void A_time_with_minutes_has_them(string language, string said) =>
        Assert.That(new LocalDates(language).Time(new(17, 30)), Is.EqualTo(said));

    [Test]
    public void Spanish_says_one_oclock_in_the_singular() =>
        Assert.That(
            new LocalDates("es").Moment(Six.AddHours(-5), TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin")),
            Is.EqualTo("martes 24 de noviembre a la 1:00")
        );

    [Test]
    public void French_says_the_first_of_a_month_by_its_own_word()
    {
        var dates = new LocalDates("fr");

        Assert.That(
            new[]
            {
                dates.Day(new(2026, 12, 1)),
                dates.Date(new(2026, 12, 1)),
                dates.DayOfMonth(new(2026, 12, 1)),
                dates.Day(new(2026, 12, 11)),
                dates.Day(new(2026, 12, 21)),
            },
            Is.EqualTo(
                new[]
                {
                    "mardi 1er décembre 2026",
                    "1er décembre 2026",
                    "1er décembre",
                    "vendredi 11 décembre 2026",
                    "lundi 21 décembre 2026",
                }
            )
        );
    }

    /// <summary>The culture of the machine's data decides how; that there is a date counts.</summary>
    [TestCase("it")]
    [TestCase("ar")]
    [TestCase("ja")]
    [TestCase("xx")]
    public void Any_language_has_a_day_a_month_and_a_time(string language)
    {
        var dates = new LocalDates(language);

        Assert.That(
            new[]
            {
                dates.Day(Tuesday),
                dates.Date(Tuesday),
                dates.Month(Tuesday),
                dates.Moment(Six, TimeZoneInfo.Utc),
            },
            Is.All.Match("[0-9٠-٩]{2}")
        );
    }
}
