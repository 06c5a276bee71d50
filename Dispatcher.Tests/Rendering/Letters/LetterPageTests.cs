using Newsletter.Dispatcher.Rendering.Letters;

namespace Newsletter.Dispatcher.Tests.Rendering.Letters;

[TestFixture]
internal sealed class LetterPageTests
{
    private const string Css = """
        p { margin: 0 0 22px; } .body p { color: #123456; font-family: "Segoe UI", serif; } a { border-top: 1px solid #ffffff; }
        @media (max-width: 600px) { .body p { color: #ffffff !important; } }
        """;

    private const string Rules = "margin:0 0 22px;color:#123456;font-family:'Segoe UI', serif";

    [TestCase("<p>a</p>", $"<p style=\"{Rules}\">a</p>")]
    [TestCase("<p\n class=b >a</p>", $"<p style=\"{Rules}\"\n class=b >a</p>")]
    [TestCase(
        "<p title=' style=\"x\"' STYLE = \"color: red\">a",
        "<p title=' style=\"x\"' STYLE = \"margin:0 0 22px;font-family:'Segoe UI', serif;color: red\">a"
    )]
    [TestCase("<p style='color:red'>a", "<p style='margin:0 0 22px;font-family:&#39;Segoe UI&#39;, serif;color:red'>a")]
    [TestCase("<p style=color:red>a", "<p style=color:red>a")]
    [TestCase("<a style=\"border:0\" href=\"x?a=1&b=2\">a</a>", "<a style=\"border:0\" href=\"x?a=1&b=2\">a</a>")]
    [TestCase("<!--[if mso]><p>a</p><![endif]-->&nbsp;<b>", "<!--[if mso]><p>a</p><![endif]-->&nbsp;<b>")]
    [TestCase("<p>a<p>b", $"<p style=\"{Rules}\">a<p style=\"{Rules}\">b")]
    [TestCase("<b><i>a</b>b</i>", "<b><i>a</b>b</i>")]
    public void Rules_stand_in_each_element_and_everything_else_stays_as_it_was(string body, string expected) =>
        Assert.That(new LetterPage().Dress(Page(body)), Is.EqualTo(Page(expected)));

    [Test]
    public void A_page_without_a_style_sheet_stays_as_it_is() =>
        Assert.That(new LetterPage().Dress("<p>a</p>"), Is.EqualTo("<p>a</p>"));

    [Test]
    public void Another_style_sheet_is_read_anew()
    {
        var page = new LetterPage();

        Assert.That(page.Dress("<style>p{color:#111111}</style><p>a"), Does.Contain("<p style=\"color:#111111\">"));
        Assert.That(page.Dress("<style>p{color:#222222}</style><p>a"), Does.Contain("<p style=\"color:#222222\">"));
    }

    private static string Page(string body) =>
        $"<!DOCTYPE html>\r\n<html><head><title>“T” </title><style>{Css}</style></head><body class=\"body\">{body}";
}
