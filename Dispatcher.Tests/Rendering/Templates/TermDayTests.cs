using Newsletter.Dispatcher.Rendering.Templates;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Rendering.Templates;

[TestFixture]
internal sealed class TermDayTests
{
    /// <summary>The end is midnight in Berlin.</summary>
    private static readonly DateTimeOffset End = new(2026, 12, 12, 0, 0, 0, TimeSpan.FromHours(1));

    [TestCase(null, "en", "11 December 2026")]
    [TestCase("Europe/Berlin", "de", "11. Dezember 2026")]
    [TestCase("Nowhere/Else", "en", "11 December 2026")]
    [TestCase("Pacific/Auckland", "en", "12 December 2026")]
    public void The_last_day_is_told_in_the_readers_zone(string? zone, string language, string expected) =>
        Assert.That(
            TermDay.Text(End, zone, NewsletterSample.Settings() with { Language = language }),
            Is.EqualTo(expected)
        );

    [Test]
    public void A_reader_without_a_zone_has_the_newsletters() =>
        Assert.That(
            TermDay.Text(
                End.AddHours(13),
                timeZone: null,
                NewsletterSample.Settings() with
                {
                    TimeZone = TimeZoneInfo.FindSystemTimeZoneById("Pacific/Auckland"),
                }
            ),
            Is.EqualTo("13 December 2026")
        );

    [Test]
    public void Values_of_a_term_are_there_only_with_one()
    {
        var newsletter = NewsletterSample.Settings() with { CanPay = true, AnnualPrice = "€60" };
        var links = LinkBook.Sample(newsletter);
        var reader = Recipient.Sample("ana@example.org");

        var none = new ReaderValues(reader, links, newsletter);
        var trial = new ReaderValues(reader with { Term = "trial", TermEndsAt = End }, links, newsletter);

        Assert.That((none[ReaderField.Term], none[ReaderField.TermEndsOn]), Is.EqualTo(((string?)null, (string?)null)));
        Assert.That(
            (trial[ReaderField.Term], trial[ReaderField.TermEndsOn]),
            Is.EqualTo(("trial", "11 December 2026"))
        );
        Assert.That(trial.Pay, Is.EqualTo($"{trial.Manage}/pay"));
        Assert.That(new ReaderValues(reader, links, NewsletterSample.Settings()).Pay, Is.Null);
    }
}
