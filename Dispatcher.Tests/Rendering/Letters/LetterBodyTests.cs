using System.Text.RegularExpressions;
using Newsletter.Dispatcher.Images;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Rendering.Letters;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Rendering.Letters;

[TestFixture]
internal sealed class LetterBodyTests
{
    private const string Css = """
        p { margin: 0 0 22px; } .body p { color: #123456; } td p { font-size: 20px !important; }
        .body > :first-child { margin-top: 0; } .body td { background: #eef2f0; padding: 1px 2px 3px 4px; }
        .body blockquote { padding: 2px 0 2px 22px; border-left: 3px solid #112233; font-family: "Segoe UI", serif; }
        .body ul, .body ol { margin: 0 0 22px 26px; } p::first-line { color: red; }
        @media (max-width: 600px) { .body p { color: #ffffff !important; } }
        """;

    [Test]
    public void Rules_stand_in_each_element_by_their_weight_and_the_editors_word_is_last() =>
        Assert.That(
            Dress("<p>a</p>\n<p style=\"color: {{x}}\">b</p>"),
            Is.EqualTo(
                "<p dir=\"auto\" style=\"margin:0 0 22px;color:#123456;margin-top:0\">a</p>\n"
                    + "<p style=\"margin:0 0 22px;color:#123456;color: {{x}}\" dir=\"auto\">b</p>"
            )
        );

    [Test]
    public void Fonts_are_quoted_so_that_they_stand_in_an_attribute() =>
        Assert.That(Dress("<blockquote>a</blockquote>"), Does.Contain("font-family:'Segoe UI', serif"));

    [Test]
    public void Outlook_gets_a_table_around_a_quotation_and_a_ground_as_attribute()
    {
        var html = Dress("<blockquote>a</blockquote><table><tr><td>b</td></tr></table>");

        Assert.That(
            html,
            Does.Contain("<!--[if mso]><table role=\"presentation\"").And.Contain("padding:2px 0 2px 22px;border:0;")
        );
        Assert.That(html, Does.Contain("bgcolor=\"#eef2f0\"").And.Contain("<div class=\"scroll\""));
    }

    [TestCase("<img src=\"wide\" alt>", 520)]
    [TestCase("<img src=\"wide\" alt width=\"200\" height=\"900\">", 200)]
    [TestCase("<img src=\"wide\" alt width=\"5000\">", 520)]
    [TestCase("<img src=\"wide\" alt width=\"50%\">", 520)]
    [TestCase("<ul><li><img src=\"wide\" alt></li></ul>", 494)]
    [TestCase("<img src=\"small\" alt>", 16)]
    [TestCase("<img src=\"small\" alt width=\"300\">", 16)]
    public void An_image_has_the_width_that_it_is_shown_at_and_is_never_enlarged(string image, int width)
    {
        var html = Dress(image);

        Assert.That(html, Does.Contain($"width=\"{width}\"").And.Not.Contain("height=\""));
        Assert.That(html, Does.Contain("display:block;max-width:100%;height:auto"));
    }

    [TestCase("<p>A small <img src=\"small\" alt> in a line</p>", true)]
    [TestCase("<p>A small <a href=\"#x\"><b><img src=\"small\" alt></b></a> in a link</p>", true)]
    [TestCase("<table><tr><td><img src=\"small\" alt> 3 km</td></tr></table>", true)]
    [TestCase("<p>A wide one <img src=\"wide\" alt width=\"90\"> of 45 pixels</p>", true)]
    [TestCase("<p>A wide one <img src=\"wide\" alt width=\"100\"> of 50 pixels</p>", false)]
    [TestCase("<p>A wide one <img src=\"wide\" alt></p>", false)]
    [TestCase("<p><img src=\"small\" alt></p><p>A line below</p>", false)]
    [TestCase("<p>From elsewhere <img src=\"https://example.org/a.png\" width=\"16\"></p>", false)]
    public void A_small_image_within_a_sentence_stays_in_its_line(string html, bool isInLine) =>
        Assert.That(
            Dress(html),
            isInLine
                ? Does.Contain("display:inline;")
                    .And.Contain("margin:0;vertical-align:middle")
                    .And.Not.Contain("block;")
                : Does.Contain("display:block;").And.Not.Contain("display:inline")
        );

    [Test]
    public void An_image_from_elsewhere_is_at_most_as_wide_as_the_text() =>
        Assert.That(Dress("<img src=\"https://example.org/a.png\">"), Does.Contain("max-width:100%"));

    [Test]
    public void A_dark_image_has_a_class_for_its_ground() =>
        Assert.That(Dress("<img src=\"dark\">"), Does.Contain("class=\"ground\""));

    [TestCase("<p><img src=\"small\"><em>a <b>b</b></em></p>", true)]
    [TestCase("<p><img src=\"small\">\n<em>a</em></p>", true)]
    [TestCase("<p><a href=\"#x\"><img src=\"small\"></a><br>\n<em>a</em></p>", true)]
    [TestCase("<p>text <img src=\"small\"><em>a</em></p>", false)]
    [TestCase("<p><img src=\"small\"><em>a</em> text</p>", false)]
    [TestCase("<p>{{x}}<img src=\"small\"><em>a</em>{{x}}</p>", false)]
    [TestCase("<p><b>a</b><em>a</em></p>", false)]
    public void A_caption_is_emphasis_alone_below_an_image(string paragraph, bool isCaption) =>
        Assert.That(
            Dress(paragraph),
            isCaption ? Does.Contain("</p><p class=\"caption\"") : Does.Not.Contain("caption")
        );

    [Test]
    public void A_footnote_has_a_name_for_Outlook_and_an_arrow_that_stays_text()
    {
        var html = Dress(
            "<p>a<a id=\"fnref:1\" href=\"#fn:1\" class=\"footnote-ref\"><sup>1</sup></a></p>"
                + "<div class=\"footnotes\"><ol>"
                + "<li id=\"fn:1\"><p>b<a href=\"#fnref:1\" class=\"footnote-back-ref\">↩</a></p></li></ol></div>"
        );

        Assert.That(html, Does.Contain("name=\"fnref:1\"").And.Contain("<a name=\"fn:1\"></a>b"));
        Assert.That(html, Does.Contain("↩\uFE0E</a>"));
    }

    [Test]
    public void A_long_word_breaks_in_its_cell_and_a_short_one_does_not()
    {
        var html = Dress("<table><tr><td>https://example.org/a/long/address</td><td>Wednesday</td></tr></table>");

        Assert.That(
            Regex.Matches(html, "word-break:[a-z-]+").Select(match => match.Value),
            Is.EqualTo(["word-break:break-word", "word-break:normal"])
        );
    }

    [TestCase("2 : 2", true)]
    [TestCase("21-9", true)]
    [TestCase("New York", true)]
    [TestCase("Old Harbour", false)]
    [TestCase("水曜日", false)]
    [TestCase("Wednesday", false)]
    [TestCase("2 {{x}}", false)]
    [TestCase("", false)]
    public void A_short_cell_stays_on_one_line(string cell, bool isKept) =>
        Assert.That(
            Dress($"<table><tr><td>{cell}</td></tr></table>"),
            isKept ? Does.Contain("white-space:nowrap") : Does.Not.Contain("nowrap")
        );

    [TestCase(6, "Wednesday", true)]
    [TestCase(3, "Wednesday", false)]
    [TestCase(6, "A few words that wrap", false)]
    [TestCase(6, "of it all", true)]
    [TestCase(12, "{{x}}", false)]
    [TestCase(12, "https://example.org/a/long/address", false)]
    [TestCase(12, "水曜日は雨", false)]
    [TestCase(6, "WEDNESDAY", true)]
    public void A_table_that_is_wider_than_a_telephone_has_a_class_for_its_hint(int cells, string cell, bool isWide)
    {
        var row = string.Concat(Enumerable.Repeat($"<td>{cell}</td>", cells));

        Assert.That(
            Dress($"<table><tr><td>a</td></tr><tr>{row}</tr></table>"),
            isWide ? Does.Contain("<div class=\"scroll wide\"") : Does.Contain("<div class=\"scroll\"")
        );
    }

    [TestCase("<p>English</p>", "<p dir=\"auto\"")]
    [TestCase("<p>עברית</p>", "<p dir=\"rtl\"")]
    [TestCase("<p dir=\"ltr\">עברית</p>", "<p dir=\"ltr\"")]
    [TestCase("<p>{{x}} עברית</p>", "<p dir=\"auto\"")]
    [TestCase("<ul><li>עברית</li></ul>", "<ul dir=\"rtl\" style=\"margin:0 26px 22px 0")]
    [TestCase("<ol><li><p>English</p></li></ol>", "<li><p dir=\"auto\"")]
    [TestCase("<blockquote>עברית</blockquote>", "border-right:3px solid #112233")]
    [TestCase("<pre>code</pre>", "<pre dir=\"ltr\"")]
    public void Each_block_has_its_direction(string html, string expected) =>
        Assert.That(Dress(html), Does.Contain(expected));

    [Test]
    public void In_an_issue_from_right_to_left_everything_is_mirrored() =>
        Assert.That(
            Dress("<blockquote>עברית</blockquote><p>English</p>", isRightToLeft: true),
            Does.Contain("border-left:0;border-right:3px")
                .And.Contain("padding:2px 22px 2px 0")
                .And.Contain("<p dir=\"ltr\"")
        );

    [TestCase("<div></div>")]
    [TestCase(LetterBody.Place + LetterBody.Place)]
    public void A_page_without_one_place_for_the_body_dresses_nothing(string letter) =>
        Assert.That(LetterBody.Dress("<p>a</p>", letter, Setting(isRightToLeft: false), text => text), Is.Null);

    /// <summary>The body of a template that shows it in its own way is sent as it was.</summary>
    [Test]
    public void Code_and_text_of_the_samples_are_the_same_after_it(
        [ValueSource(typeof(LetterSample), nameof(LetterSample.Names))] string name
    )
    {
        var (issue, package) = LetterSample.Compile(name);
        var body = package.Body(issue.Issue, NewsletterSample.Settings());

        Assert.That(
            issue.Body.Html.Code.Select(piece => piece.Segment),
            Is.EqualTo(body.Html.Code.Select(piece => piece.Segment))
        );
        Assert.That(Text(issue.Body.HtmlTemplate), Is.EqualTo(Text(body.HtmlTemplate)));
        Assert.That(issue.Body.HtmlTemplate, Does.Not.Contain("<p>").And.Contain("<p dir="));
    }

    [Test]
    public void A_sample_stays_far_below_what_Gmail_shows(
        [ValueSource(typeof(LetterSample), nameof(LetterSample.Names))] string name
    )
    {
        var bytes = System.Text.Encoding.UTF8.GetByteCount(LetterSample.Render(LetterSample.Compile(name).Issue));
        TestContext.Out.WriteLine($"{name}: {bytes / 1024.0:0.0} kB of 102");

        Assert.That(bytes, Is.LessThan(RenderCheck.GmailClip / 3));
    }

    private static string Text(string html) =>
        Regex.Replace(Regex.Replace(html, "<!--.*?-->|<[^>]*>|\uFE0E", ""), @"\s+", "");

    private static string Dress(string body, bool isRightToLeft = false) =>
        LetterBody.Dress(
            body,
            $"<!doctype html><head><style>{Css}</style></head><table><tr>"
                + $"<td class=\"body\">{LetterBody.Place}</td></tr></table>",
            Setting(isRightToLeft),
            text => text.Replace("{{x}}", "", StringComparison.Ordinal)
        )!;

    private static LetterSetting Setting(bool isRightToLeft) =>
        new(
            520,
            isRightToLeft,
            address =>
                address switch
                {
                    "wide" => new(ImageKind.Jpeg, 1040, 520),
                    "small" => new(ImageKind.Png, 16, 16),
                    "dark" => new(ImageKind.Png, 16, 16, NeedsGround: true),
                    _ => null,
                }
        );
}
