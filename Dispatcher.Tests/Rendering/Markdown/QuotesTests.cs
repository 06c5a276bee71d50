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

    [TestCase("\"Wait\", said the boys' father", "en", "“Wait”, said the boys’ father")]
    [TestCase("It's \"a 'b' c\" -- and so on...", "de", "It’s „a ‚b‘ c“ – and so on…")]
    [TestCase("6\" of snow", "en", "6\" of snow")]
    [TestCase("*a* _b_ `it's` [c](d) <b> & {{ e }} \\ # \"f\"", "en", "*a* _b_ `it’s` [c](d) <b> & {{ e }} \\ # “f”")]
    [TestCase("1. A list - is none", "en", "1. A list - is none")]
    [TestCase("- 'tis none #", "en", "- ’tis none #")]
    [TestCase("'", "en", "'")]
    [TestCase("東京 \"新聞\"", "ja", "東京 「新聞」")]
    [TestCase("Nothing to do", "en", "Nothing to do")]
    public void A_title_gets_the_marks_of_a_heading_and_stays_words(string title, string language, string expected) =>
        Assert.That(Quotes.Of(language).InTitle(title), Is.EqualTo(expected));

    /// <summary>The title above the letter and a heading in it follow one rule.</summary>
    [Test]
    public void A_title_and_a_heading_of_the_same_words_are_the_same(
        [Values("It's \"on\"", "'a' -- \"b 'c'\"...", "the '90s", "\"a")] string words,
        [Values("en", "de", "fr", "sv")] string language
    ) =>
        Assert.That(
            $"<h1>{Quotes.Of(language).InTitle(words)}</h1>",
            Is.EqualTo(
                System.Text.RegularExpressions.Regex.Replace(Html($"# {words}", language), " id=\"[^\"]*\"|\n", "")
            )
        );

    private static string Html(string markdown, string? language) =>
        IssueBody.From(Given.Issue(markdown) with { Language = language }, path => path).HtmlTemplate;
}
