using System.Text.RegularExpressions;
using Newsletter.Dispatcher.Words;

namespace Newsletter.Dispatcher.Tests.Words;

/// <summary>The files of words are complete in each language, and written as the language writes.</summary>
[TestFixture]
internal sealed class WordTableTests
{
    private static IEnumerable<string> Others => WordTable.Languages.Skip(1);

    [TestCaseSource(nameof(Others))]
    public void Every_language_has_every_key_with_the_same_places(string language)
    {
        var (english, other) = (WordTable.English.Phrases, WordTable.Of(language)!.Phrases);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(other.Keys.Order(), Is.EqualTo(english.Keys.Order()));
            Assert.That(
                other
                    .Where(entry => !entry.Value.Places.SequenceEqual(english[entry.Key].Places))
                    .Select(entry => $"{entry.Key}: {entry.Value.Text}"),
                Is.Empty
            );
        }
    }

    [TestCaseSource(typeof(WordTable), nameof(WordTable.Languages))]
    public void No_text_is_empty_or_has_a_brace_that_is_no_place(string language) =>
        Assert.That(
            WordTable
                .Of(language)!
                .Phrases.Where(entry =>
                    string.IsNullOrWhiteSpace(entry.Value.Text)
                    || entry.Value.Text != entry.Value.Text.Trim()
                    || Regex.Replace(entry.Value.Text, @"\{[0-9]\}", "").AsSpan().ContainsAny('{', '}')
                )
                .Select(entry => entry.Key),
            Is.Empty
        );

    [TestCaseSource(nameof(Others))]
    public void A_text_that_is_as_the_English_one_is_a_word_that_both_languages_have(string language)
    {
        string[] shared =
        [
            "Zone.Asia",
            "Zone.Australia",
            "Page.Feed",
            "Pause.Title",
            "Manage.Name",
            "Change.AddressRefused",
            "Archive.Minutes.other",
        ];
        string[] french = ["Zone.Europe", "Pause.Button", "Archive.Minutes.one", "Archive.PassOn.ByMail"];

        var same = WordTable
            .Of(language)!
            .Phrases.Where(entry => entry.Value.Text == WordTable.English.Phrases[entry.Key].Text)
            .Select(entry => entry.Key);

        Assert.That(same.Except(shared).Except(french), Is.Empty);
    }

    /// <summary>The hint of the search shows the sign that a reader types.</summary>
    [TestCaseSource(typeof(WordTable), nameof(WordTable.Languages))]
    public void Quotes_and_apostrophes_are_those_of_print(string language) =>
        Assert.That(
            WordTable
                .Of(language)!
                .Phrases.Where(entry =>
                    entry.Key != "Archive.Search.Hint" && entry.Value.Text.AsSpan().ContainsAny('"', '\'')
                )
                .Select(entry => $"{entry.Key}: {entry.Value.Text}"),
            Is.Empty
        );

    [TestCase("de", "(?<![A-Za-zäöüß])(du|dich|dir|dein\\w*|euch)(?![a-zäöüß])")]
    [TestCase("fr", "(?<![\\w’])(tu|toi|ton|tes)(?!\\w)")]
    [TestCase("es", "(?<!\\w)(usted|ustedes|vuestr\\w*)(?!\\w)")]
    public void A_reader_is_addressed_in_one_way(string language, string other) =>
        Assert.That(WordTable.Of(language)!.Phrases.Values.Select(phrase => phrase.Text), Has.None.Match(other));

    [Test]
    public void French_puts_a_thin_or_plain_no_break_space_before_tall_signs() =>
        Assert.That(
            WordTable.Of("fr")!.Phrases.Values.Select(phrase => phrase.Text),
            Has.None.Match("[^\u202f\u00a0?!][?!;](?!\\w)|[^\u00a0]:(?=\\s|$)|« |[^\u00a0]»")
        );

    [Test]
    public void A_key_with_one_form_has_the_other_form_too()
    {
        var keys = WordTable.English.Phrases.Keys;
        var ones = keys.Where(key => key.EndsWith(CountForm.One, StringComparison.Ordinal))
            .Select(key => key[..^CountForm.One.Length])
            .Order()
            .ToList();

        Assert.That(ones, Is.Not.Empty);
        Assert.That(
            keys.Where(key => key.EndsWith(CountForm.Other, StringComparison.Ordinal))
                .Select(key => key[..^CountForm.Other.Length])
                .Order(),
            Is.EqualTo(ones)
        );
        Assert.That(ones.Where(keys.Contains), Is.Empty, "a key has forms, or is a text itself");
    }

    [Test]
    public void A_language_with_a_country_has_the_words_of_the_language_and_an_unknown_one_has_none()
    {
        Assert.That(WordTable.Of("de-AT"), Is.SameAs(WordTable.Of("DE")));
        Assert.That(WordTable.Of("it"), Is.Null);
    }
}
