using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Rendering;

[TestFixture]
internal sealed class PageCheckTests
{
    private const string Link = "https://letter.example.com/unsubscribe/x";
    private const string Good =
        $"<p>Hello</p><p>The Letter<br>1 Harbour\n Street</p><a href=\"{Link}\">Unsubscribe</a>";
    private const string GoodText = $"Hello\nThe Letter\n1 Harbour Street\n{Link}\n";

    [TestCase("")]
    [TestCase("<img src=\"cid:a@image\" alt=\"\">")]
    [TestCase("<img src=\"https://LETTER.example.com/archive/a/b.png\" alt=\"A map\">")]
    [TestCase("<a href=\"https://example.org/\">elsewhere</a>")]
    [TestCase("<td style=\"background:url('https://letter.example.com/a.png')\">")]
    public void A_good_page_has_no_findings(string more) => Assert.That(Find(Good + more), Is.Empty);

    [TestCase("<p>The Letter 1 Harbour Street</p>", "templates/issue.sbn-html: warning: has no link to unsubscribe")]
    [TestCase($"<p>The Letter 1 Harbour Street</p>{Link}", "templates/issue.sbn-html: warning: has no link to unsub")]
    [TestCase($"<p>The Letter 1 Harbour Street</p><a href=\"{Link}\"> </a>", "warning: has no link to unsubscribe")]
    [TestCase($"<p>1 Harbour Street</p><a href=\"{Link}\">x</a>", "(\"The Letter\" is missing)")]
    [TestCase(Good + "<img src=\"cid:a\">", "an image has no alt text")]
    [TestCase(Good + "<img src=\"sign.png\" alt=\"\">", "the image \"sign.png\" leads to no picture")]
    [TestCase(Good + "<img alt=\"\">", "the image \"\" leads to no picture")]
    [TestCase(Good + "<img src=\"data:image/png;base64,AA\" alt=\"\">", "written into the page (data:)")]
    [TestCase(Good + "<img src=\"https://t.example.net/p.gif\" alt=\"\">", "is loaded from t.example.net")]
    [TestCase(Good + "<table background=\"http://example.net/a.png\"></table>", "is loaded from example.net")]
    [TestCase(Good + "<style>@import \"//fonts.example.net/a.css\";</style>", "is loaded from fonts.example.net")]
    [TestCase(Good + "<p style=\"background: URL( https://example.net/a.png )\">x</p>", "is loaded from example.net")]
    [TestCase(Good + "<link rel=\"stylesheet\" href=\"https://example.net/a.css\">", "is loaded from example.net")]
    [TestCase(Good + "<img src=\"cid:a\" alt=\"\" srcset=\"https://example.net/b.png 2x\">", "loaded from example.net")]
    [TestCase($"<p>The Letter 1 Harbour Street</p><a href=\"{Link}\"><img src=\"cid:a\"></a>", "no link to unsub", 2)]
    [TestCase(Good + "<script>1</script>", "has a script element")]
    [TestCase(Good + "<form></form>", "has a form element")]
    public void Each_fault_of_the_page_is_named_once_with_what_to_do(string html, string expected, int findings = 1) =>
        Assert.That(Find(html), Has.Exactly(findings).Items.And.Exactly(1).Contains(expected));

    [TestCase("The Letter\n1 Harbour Street\n", "templates/issue.sbn-txt: warning: has no link to unsubscribe")]
    [TestCase($"The Letter\n{Link}\n", "templates/issue.sbn-txt: warning: does not show the postal address")]
    public void Each_fault_of_the_text_is_named(string text, string expected) =>
        Assert.That(Find(Good, text), Has.Exactly(1).Items.And.All.Contains(expected));

    /// <summary>A picture with words is a link that a reader can see and hear.</summary>
    [Test]
    public void A_picture_can_be_the_link_to_unsubscribe() =>
        Assert.That(
            Find($"<p>The Letter 1 Harbour Street</p><a href=\"{Link}\"><img src=\"cid:a\" alt=\"Leave\"></a>"),
            Is.Empty
        );

    [Test]
    public void A_text_that_is_made_of_the_page_has_no_findings_of_its_own() =>
        Assert.That(
            PageCheck.Problems(
                new(Good, "", "templates/issue.sbn-html", TextFile: null, Link),
                NewsletterSample.Settings()
            ),
            Is.Empty
        );

    [Test]
    public void Images_of_the_issues_text_are_not_the_templates() =>
        Assert.That(
            PageCheck.Problems(
                new(
                    Good + "<img src=\"https://example.net/a.png\">",
                    GoodText,
                    "templates/issue.sbn-html",
                    "templates/issue.sbn-txt",
                    Link,
                    "![](https://example.net/a.png)"
                ),
                NewsletterSample.Settings()
            ),
            Is.Empty
        );

    private static IEnumerable<string> Find(string html, string text = GoodText) =>
        PageCheck
            .Problems(
                new(html, text, "templates/issue.sbn-html", "templates/issue.sbn-txt", Link),
                NewsletterSample.Settings()
            )
            .Select(problem => problem.ToString());
}
