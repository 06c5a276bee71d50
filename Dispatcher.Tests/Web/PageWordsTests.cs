using System.Collections.Frozen;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Subscriptions.Wishes;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Web;
using Newsletter.Dispatcher.Words;

namespace Newsletter.Dispatcher.Tests.Web;

[TestFixture]
internal sealed class PageWordsTests
{
    [Test]
    public void What_the_publisher_writes_is_text_and_what_a_reader_typed_is_too()
    {
        var say = Words(("DidYouMean.Question", "<b>{0}</b> & {1}?"));

        Assert.That(
            Html(say.Html("DidYouMean.Question", "<i>", Inline.StrongBdi("a\"<b>", "whole"))),
            Is.EqualTo(
                "&lt;b&gt;&lt;i&gt;&lt;/b&gt; &amp; <strong><bdi class=\"whole\">a&quot;&lt;b&gt;</bdi></strong>?"
            )
        );
    }

    [Test]
    public void A_link_encodes_its_address_and_its_words() =>
        Assert.That(
            Html(Inline.Link("/a?b=\"&c", "<d>", "data-e")) + Html(Inline.Em("<f>")),
            Is.EqualTo("<a data-e=\"\" href=\"/a?b=&quot;&amp;c\">&lt;d&gt;</a><em>&lt;f&gt;</em>")
        );

    [Test]
    public void A_letter_that_cannot_stand_in_an_address_is_named() =>
        Assert.That(
            Words().Of(new AddressAdvice(AddressFault.ForeignLetter, "ö")),
            Does.Contain("an address that has ö before the @")
        );

    [Test]
    public void A_place_without_a_value_is_empty_and_a_number_chooses() =>
        Assert.That(
            (Html(Words().Html("DidYouMean.Question", "a")), Html(Words().Html("Archive.Minutes", 1))),
            Is.EqualTo(("You typed a. Did you mean ?", "1 minute to read"))
        );

    [TestCase("en", "ltr")]
    [TestCase("de-AT", "ltr")]
    [TestCase("ar", "rtl")]
    [TestCase("he", "rtl")]
    [TestCase("fa", "rtl")]
    [TestCase("xx", "ltr")]
    public void The_direction_is_the_languages(string language, string direction) =>
        Assert.That(
            new PageWords(NewsletterSample.Settings() with { Language = language }).Direction,
            Is.EqualTo(direction)
        );

    [TestCaseSource(typeof(WordTable), nameof(WordTable.Languages))]
    public void Each_answer_to_a_wish_has_a_sentence_in_each_language(string language)
    {
        var say = new PageWords(NewsletterSample.Settings() with { Language = language });
        foreach (var kind in Enum.GetValues<ChangeKind>())
        {
            var said = say.Of(Change.Done(kind, new AddressAdvice(AddressFault.Several), "there"));

            Assert.That(said, Does.Match("[.!?]$|there$").And.Not.Contain("{"), $"{kind}");
        }
    }

    [Test]
    public void Days_and_moments_of_an_answer_are_said_in_the_language()
    {
        var say = new PageWords(NewsletterSample.Settings() with { Language = "es" });

        Assert.That(
            say.Of(Change.Done(ChangeKind.PausedUntil, new DateOnly(2026, 12, 1))),
            Is.EqualTo("Tu suscripción está en pausa. El correo vuelve el martes 1 de diciembre de 2026.")
        );
    }

    private static PageWords Words(params (string Key, string Text)[] own) =>
        new(
            NewsletterSample.Settings() with
            {
                OwnWords = new(own.ToFrozenDictionary(word => word.Key, word => new Phrase(word.Text))),
            }
        );

    private static string Html(IHtmlContent content)
    {
        using var writer = new StringWriter();
        content.WriteTo(writer, HtmlEncoder.Default);
        return writer.ToString();
    }
}
