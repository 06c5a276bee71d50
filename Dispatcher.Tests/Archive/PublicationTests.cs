using System.Globalization;
using Newsletter.Dispatcher.Archive;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Archive;

[TestFixture]
internal sealed class PublicationTests
{
    /// <summary>The sample newsletter sends at 06:00 in Berlin.</summary>
    [TestCase("2026-11-24T04:59:59Z", "2026-11-23")]
    [TestCase("2026-11-24T05:00:00Z", "2026-11-24")]
    [TestCase("2026-11-24T22:59:59Z", "2026-11-24")]
    [TestCase("2026-11-24T23:00:00Z", "2026-11-24")]
    [TestCase("2026-07-01T04:00:00Z", "2026-07-01", TestName = "In summer an hour earlier")]
    public void An_issue_is_listed_from_the_newsletters_own_send_time_on(string now, string last) =>
        Assert.That(
            Publication.LastListedDate(
                NewsletterSample.Settings(),
                DateTimeOffset.Parse(now, CultureInfo.InvariantCulture)
            ),
            Is.EqualTo(DateOnly.ParseExact(last, "yyyy-MM-dd", CultureInfo.InvariantCulture))
        );

    [TestCase("Über Straßen", "uber strassen")]
    [TestCase("CAFÉ", "cafe")]
    [TestCase("e\u0301", "e")]
    [TestCase("Łódź", "łodz")]
    public void A_search_does_not_ask_for_case_and_accents(string text, string folded) =>
        Assert.That(SearchText.Fold(text), Is.EqualTo(folded));

    [Test]
    public void Half_a_character_is_no_reason_to_fail() =>
        Assert.That(SearchText.Fold("a\ud800b"), Does.StartWith("a"));
}
