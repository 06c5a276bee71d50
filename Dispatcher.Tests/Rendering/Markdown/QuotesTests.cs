using Newsletter.Dispatcher.Rendering.Markdown;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Rendering.Markdown;

[TestFixture]
internal sealed class QuotesTests
{
    [TestCase(null, "“a ‘b’ c”")]
    [TestCase("en-GB", "“a ‘b’ c”")]
    [TestCase("de", "„a ‚b‘ c“")]
    [TestCase("de-CH", "«a ‹b› c»")]
    [TestCase("fr", "«\u202Fa “b” c\u202F»")]
    [TestCase("es-MX", "«a “b” c»")]
    [TestCase("pl", "„a ‚b’ c”")]
    [TestCase("ru", "«a „b“ c»")]
    [TestCase("sv", "”a ’b’ c”")]
    [TestCase("xx", "“a ‘b’ c”")]
    public void Straight_quotes_become_those_of_the_language(string? language, string expected) =>
        Assert.That(Html("\"a 'b' c\"", language), Is.EqualTo($"<p>{expected}</p>\n"));

    [TestCase("It's l'eau, the boys' and rock'n'roll", "It’s l’eau, the boys’ and rock’n’roll")]
    [TestCase("{{ subscriber.first_name }}'s letter", "{{ subscriber.first_name }}’s letter")]
    [TestCase("`it's` it\\'s ' '", "<code>it's</code> it's ' '")]
    [TestCase("[it's](https://example.org/it's)", "<a href=\"https://example.org/it%27s\">it’s</a>")]
    public void An_apostrophe_is_curly_in_every_language(string markdown, string expected)
    {
        Assert.That(Html(markdown, "de"), Is.EqualTo($"<p>{expected}</p>\n"));
        Assert.That(Html(markdown, "en"), Is.EqualTo($"<p>{expected}</p>\n"));
    }

    private static string Html(string markdown, string? language) =>
        IssueBody.From(Given.Issue(markdown) with { Language = language }, path => path).HtmlTemplate;
}
