using Newsletter.Dispatcher.Rendering.Mime;

namespace Newsletter.Dispatcher.Tests.Rendering.Mime;

[TestFixture]
internal sealed class FeedbackIdTests
{
    [TestCase("2026-11-24-news", "the-letter", "example.com", "2026-11-24-news:issue:the-letter:examplecom")]
    [TestCase(
        "welcome",
        "the-letter",
        "a.de",
        "welcome:issue:the-letter:ade00",
        TestName = "A_short_domain_is_filled_up"
    )]
    [TestCase(
        "a",
        "b",
        "a-very-long-name.newsletters.example.com",
        "a:issue:b:averylong042d27",
        TestName = "A_long_domain_is_cut"
    )]
    [TestCase(
        "a:b\r\nBcc: x",
        "l",
        "example.com",
        "abBccx:issue:l:examplecom",
        TestName = "Separators_and_line_breaks_are_removed_from_fields"
    )]
    public void A_feedback_id_has_three_fields_and_a_sender_of_five_to_fifteen_characters(
        string campaign,
        string list,
        string domain,
        string expected
    ) => Assert.That(FeedbackId.Of(campaign, "issue", list, domain), Is.EqualTo(expected));

    [Test]
    public void Two_long_domains_that_begin_alike_are_two_senders() =>
        Assert.That(
            FeedbackId.Of("a", "issue", "b", "newsletters.example.com"),
            Is.Not.EqualTo(FeedbackId.Of("a", "issue", "b", "newsletters.example.org"))
        );
}
