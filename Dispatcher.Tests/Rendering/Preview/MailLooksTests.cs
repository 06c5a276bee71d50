using Newsletter.Dispatcher.Rendering.Preview;

namespace Newsletter.Dispatcher.Tests.Rendering.Preview;

[TestFixture]
internal sealed class MailLooksTests
{
    private const string Mail =
        "<head><meta name=\"color-scheme\" content=\"light dark\"><style type=\"text/css\">\n"
        + ":root { color-scheme: light dark; }\n@media (prefers-color-scheme: dark) { a { color: red } }\n</style>\n"
        + "<!--[if mso]><STYLE>td { color: blue }</STYLE><![endif]--></head>"
        + "<p style=\"color: green\">Text about light dark things</p><img src=\"data:x\" alt=\"A map\">";

    [TestCase(MailLook.Light, "(max-width: 0px)", "light")]
    [TestCase(MailLook.ImagesOff, "(max-width: 0px)", "light")]
    [TestCase(MailLook.Dark, "(min-width: 0px)", "dark")]
    public void The_look_decides_the_colours_and_not_the_browser(MailLook look, string query, string scheme) =>
        Assert.That(
            MailLooks.Html(Mail, look),
            Is.EqualTo(
                Mail.Replace("(prefers-color-scheme: dark)", query, StringComparison.Ordinal)
                    .Replace("content=\"light dark\"", $"content=\"{scheme}\"", StringComparison.Ordinal)
                    .Replace("color-scheme: light dark", $"color-scheme: {scheme}", StringComparison.Ordinal)
            )
        );

    [Test]
    public void Stripped_of_its_style_sheets_a_mail_keeps_the_rest()
    {
        var html = MailLooks.Html(Mail, MailLook.Unstyled);

        Assert.That(html, Does.Not.Contain("<style").IgnoreCase.And.Not.Contain("color: red"));
        Assert.That(html, Does.Contain("style=\"color: green\"").And.Contain("<img src=\"data:x\" alt=\"A map\">"));
    }
}
