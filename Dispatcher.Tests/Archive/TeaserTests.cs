using AngleSharp.Html.Parser;
using Newsletter.Dispatcher.Archive;

namespace Newsletter.Dispatcher.Tests.Archive;

[TestFixture]
internal sealed class TeaserTests
{
    private static readonly string Filler = string.Concat(Enumerable.Repeat("word ", 60)).TrimEnd();

    [Test]
    public void The_beginning_ends_with_a_block()
    {
        var teaser = Shorten($"<h2>One</h2><p>{Filler}</p><p>{Filler}</p><p>hidden {Filler}</p><p>hidden {Filler}</p>");

        Assert.That(teaser, Is.EqualTo($"<h2>One</h2><p>{Filler}</p><p>{Filler}</p>"));
    }

    [Test]
    public void A_heading_does_not_stand_last() =>
        Assert.That(
            Shorten($"<p>{Filler}</p><h2>Hidden part</h2><p>hidden {Filler} {Filler} {Filler}</p>"),
            Is.EqualTo($"<p>{Filler}</p>")
        );

    [Test]
    public void One_long_block_is_cut_at_a_word()
    {
        var teaser = Shorten($"<div><p>{Filler} {Filler} {Filler} {Filler}</p><p>hidden</p></div>");

        Assert.That(
            teaser,
            Does.StartWith("<p>word word")
                .And.EndsWith("word…</p>")
                .And.Length.InRange(600, 710)
                .And.Not.Contains("hidden")
        );
    }

    [Test]
    public void Of_a_short_issue_half_is_hidden() =>
        Assert.That(
            Shorten("<p>One two three four five six hidden words come after.</p>"),
            Does.Not.Contain("hidden").And.Contain("One two")
        );

    [Test]
    public void Notes_and_the_marks_that_lead_to_them_are_left_out()
    {
        var teaser = Shorten(
            $"<p>{Filler}<a id=\"fnref:1\" href=\"#fn:1\" class=\"footnote-ref\"><sup>1</sup></a></p><p>{Filler} "
                + $"{Filler} {Filler}</p><div class=\"footnotes\"><p>hidden</p></div>"
        );

        Assert.That(teaser, Is.EqualTo($"<p>{Filler}</p>"));
    }

    private static string Shorten(string html)
    {
        using var document = new HtmlParser().ParseDocument($"<body>{html}");
        Teaser.Shorten(document.Body!);
        return document.Body!.InnerHtml;
    }
}
