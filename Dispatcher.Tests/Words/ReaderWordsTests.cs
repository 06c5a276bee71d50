using System.Collections.Frozen;
using System.Globalization;
using Microsoft.Extensions.Localization;
using Newsletter.Dispatcher.Words;

namespace Newsletter.Dispatcher.Tests.Words;

[TestFixture]
internal sealed class ReaderWordsTests
{
    [TestCase("en", "Sign up")]
    [TestCase("de-AT", "Abonnieren")]
    [TestCase("fr", "S’abonner")]
    [TestCase("es", "Suscríbete")]
    [TestCase("it", "Sign up")]
    public void The_words_are_those_of_the_newsletters_language(string language, string said) =>
        Assert.That(new ReaderWords(language, OwnWords.None).Text("Page.SignUp"), Is.EqualTo(said));

    [Test]
    public void The_language_of_the_machine_does_not_matter()
    {
        var before = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("de");
            var words = new ReaderWords("fr", OwnWords.None);

            Assert.That(
                (words.Text("Page.SignUp"), words.Text("Waves.AndMore", "Paris", 1234)),
                Is.EqualTo(("S’abonner", "Paris et 1\u202f234 autres"))
            );
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = before;
        }
    }

    [Test]
    public void The_publishers_words_stand_before_the_programs()
    {
        var own = Own(("Page.SignUp", "Mitmachen"), ("Archive.Minutes.one", "eine Minute"));
        var words = new ReaderWords("de", own);

        Assert.That(
            (words.Text("Page.SignUp"), words.Text("Archive.Minutes", 1), words.Text("Page.GoBack")),
            Is.EqualTo(("Mitmachen", "eine Minute", "Nein, zurück"))
        );
    }

    [TestCase("en", 0, "0 minutes to read")]
    [TestCase("en", 1, "1 minute to read")]
    [TestCase("de", 0, "0 Minuten Lesezeit")]
    [TestCase("de", 1, "1 Minute Lesezeit")]
    [TestCase("fr", 0, "0 minute de lecture")]
    [TestCase("fr", 1, "1 minute de lecture")]
    [TestCase("fr", 2, "2 minutes de lecture")]
    [TestCase("es", 2, "2 minutos de lectura")]
    [TestCase("it", 0, "0 minutes to read")]
    public void A_number_chooses_between_the_forms(string language, int count, string said) =>
        Assert.That(new ReaderWords(language, OwnWords.None).Text("Archive.Minutes", count), Is.EqualTo(said));

    [Test]
    public void Days_times_and_moments_are_said_in_the_language()
    {
        var words = new ReaderWords("de", OwnWords.None);
        var moment = new LocalMoment(
            new DateTimeOffset(2026, 11, 24, 5, 0, 0, TimeSpan.Zero),
            TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin")
        );

        Assert.That(
            new[] { words.Say(new DateOnly(2026, 11, 24)), words.Say(new TimeOnly(17, 30)), words.Say(moment) },
            Is.EqualTo(new[] { "Dienstag, 24. November 2026", "17:30 Uhr", "Dienstag, 24. November, um 6 Uhr" })
        );
    }

    [Test]
    public void A_brace_that_is_no_place_is_a_character_and_a_place_without_a_value_is_empty() =>
        Assert.That(new Phrase("{a} {1} } {0}{").Fill(["x"]), Is.EqualTo("{a}  } x{"));

    [Test]
    public void A_value_is_not_read_as_a_text_with_places() =>
        Assert.That(new Phrase("{0} {1}").Fill(["{1}", "b"]), Is.EqualTo("{1} b"));

    [Test]
    public void It_is_a_localizer_like_others()
    {
        var words = new ReaderWords("es", Own(("Page.Feed", "RSS")));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(words, Is.InstanceOf<IStringLocalizer>());
            Assert.That(words["Page.SignUp"].Value, Is.EqualTo("Suscríbete"));
            Assert.That(words["Archive.TitleOf", "La Carta"].Value, Is.EqualTo("Números anteriores: La Carta"));
            Assert.That(words["Page.Nothing"].ResourceNotFound, Is.True);
            Assert.That(
                words.GetAllStrings(includeParentCultures: true).Count(),
                Is.EqualTo(WordTable.English.Phrases.Count)
            );
            Assert.That(
                words.GetAllStrings(includeParentCultures: true).Single(one => one.Name == "Page.Feed").Value,
                Is.EqualTo("RSS")
            );
        }
    }

    [TestCase("Mail.By", 1)]
    [TestCase("Mail.SignedUpWith", 2)]
    [TestCase("Archive.Minutes", 1)]
    [TestCase("Mail.Unsubscribe", 0)]
    [TestCase("No.Such.Key", null)]
    public void It_is_known_how_many_values_a_key_takes(string key, int? values) =>
        Assert.That(ReaderWords.ValuesOf(key), Is.EqualTo(values));

    [TestCase("ar", true)]
    [TestCase("en", false)]
    public void The_direction_follows_from_the_language(string language, bool isRightToLeft) =>
        Assert.That(new ReaderWords(language, OwnWords.None).IsRightToLeft, Is.EqualTo(isRightToLeft));

    [Test]
    public void An_unknown_key_is_an_error() =>
        Assert.That(
            () => new ReaderWords("en", OwnWords.None).Text("Page.Nothing"),
            Throws.InstanceOf<KeyNotFoundException>().With.Message.Contains("Page.Nothing")
        );

    private static OwnWords Own(params (string Key, string Text)[] words) =>
        new(words.ToFrozenDictionary(word => word.Key, word => new Phrase(word.Text)));
}
