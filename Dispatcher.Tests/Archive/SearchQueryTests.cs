using Newsletter.Dispatcher.Archive;

namespace Newsletter.Dispatcher.Tests.Archive;

[TestFixture]
internal sealed class SearchQueryTests
{
    [TestCase("The Riv", "the|riv*")]
    [TestCase("the riv ", "the|riv*", TestName = "A blank behind the last word is a slip of the thumb")]
    [TestCase("100%", "100", TestName = "A word with a sign behind it does not go on")]
    [TestCase("\"The River\" nile", "the river|nile*")]
    [TestCase("nile \"the river\"", "nile|the river", TestName = "A phrase that is closed does not go on")]
    [TestCase("nile \"the riv", "nile|the riv*", TestName = "A phrase that is not closed goes on")]
    [TestCase("„Über den Fluss“", "uber den fluss")]
    [TestCase("don't a_b", "don t|a b*")]
    [TestCase("東京タワー", "東 京 タ ワ ー*")]
    [TestCase("river OR NEAR(nile", "river|or|near nile*", TestName = "No word is a command")]
    [TestCase("*", "")]
    [TestCase("\"\"", "")]
    [TestCase("", "")]
    [TestCase(null, "")]
    [TestCase("a\0b", "a|b*")]
    [TestCase("\ud800", "")]
    public void Words_and_phrases_are_taken_as_they_are_meant(string? typed, string terms) =>
        Assert.That(
            string.Join(
                '|',
                SearchQuery.Parse(typed).Terms.Select(term => string.Join(' ', term.Words) + (term.IsPrefix ? "*" : ""))
            ),
            Is.EqualTo(terms)
        );

    [Test]
    public void Of_a_long_text_the_beginning_is_looked_for_and_that_is_said()
    {
        var long1 = SearchQuery.Parse(new string('a', 99) + "😀");
        var many = SearchQuery.Parse(string.Join(' ', Enumerable.Range(10, 20)));
        var fits = SearchQuery.Parse(new string('a', 100));

        Assert.Multiple(() =>
        {
            Assert.That((long1.Text, long1.IsCut), Is.EqualTo((new string('a', 99), true)));
            Assert.That((many.Terms.Count, many.IsCut), Is.EqualTo((12, true)));
            Assert.That((fits.Text.Length, fits.IsCut), Is.EqualTo((100, false)));
        });
    }
}
