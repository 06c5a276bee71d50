using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Rendering.Markdown;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Rendering;

[TestFixture]
internal sealed class LinkAdviceTests
{
    [TestCase("here", "https://example.org/", "link-text-generic")]
    [TestCase("Here.", "https://example.org/", "link-text-generic")]
    [TestCase("a", "https://google.co.uk/url?q=https://example.org/", "link-redirect")]
    [TestCase("Leave", "https://example.org/unsubscribe?r={{ subscriber.ref }}", "")]
    [TestCase("Read more…", "https://example.org/", "link-text-generic")]
    [TestCase("example.com/x", "https://example.org/x", "link-text-domain")]
    [TestCase("https://bank.example/", "https://bank.example.evil.test/", "link-text-domain")]
    [TestCase("a", "https://www.google.com/url?q=https://example.org/&sa=D", "link-redirect")]
    [TestCase("a", "https://l.facebook.com/l.php?u=https%3A%2F%2Fexample.org%2F", "link-redirect")]
    [TestCase("a", "https://docs.google.com/document/d/1/edit?usp=sharing", "link-edit")]
    [TestCase("Leave", "https://example.org/unsubscribe", "link-unsubscribe")]
    [TestCase("a", "https://example.org/?e={{ subscriber.email }}", "link-personal-data")]
    [TestCase("the river", "https://example.org/", "")]
    [TestCase("example.org", "https://www.example.org/a", "")]
    [TestCase("shop.example.org", "https://example.org/a", "")]
    [TestCase("Node.js", "mailto:ana@example.org", "")]
    [TestCase("a", "https://example.org/?r={{ subscriber.ref }}", "")]
    [TestCase("a", "https://letter.example.com/x?e={{ subscriber.email }}", "")]
    [TestCase("a", "https://docs.google.com/document/d/1/pub", "")]
    [TestCase("Leave", "{{ links.unsubscribe }}", "")]
    public void A_link_that_is_probably_not_what_was_meant_is_named(string text, string url, string expected) =>
        Assert.That(
            string.Join(
                '|',
                LinkAdvice
                    .Problems(Given.Issue("x"), [new LinkReference(url, text, 7, 3)], NewsletterSample.Settings())
                    .Select(one => one.Name)
            ),
            Is.EqualTo(expected)
        );

    [TestCase("email", "email address")]
    [TestCase("first_name", "name")]
    public void What_a_link_tells_about_the_reader_is_named(string value, string what) =>
        Assert.That(
            LinkAdvice
                .Problems(
                    Given.Issue("x"),
                    [new LinkReference($"https://example.org/?e={{{{ subscriber.{value} }}}}", "a", 7, 3)],
                    NewsletterSample.Settings()
                )
                .Single()
                .Message,
            Does.StartWith($"this address tells example.org the reader's {what};")
        );

    [Test]
    public void The_address_behind_a_redirect_is_told() =>
        Assert.That(
            LinkAdvice
                .Problems(
                    Given.Issue("x"),
                    [new LinkReference("https://www.google.com/url?q=https%3A%2F%2Fexample.org%2Fa&x=1", "a", 7, 3)],
                    NewsletterSample.Settings()
                )
                .Single()
                .ToString(),
            Is.EqualTo(
                "issues/a.md:7:3: warning: the link goes through google.com, which learns who clicks; write the "
                    + "address "
                    + "itself: https://example.org/a"
            )
        );
}
