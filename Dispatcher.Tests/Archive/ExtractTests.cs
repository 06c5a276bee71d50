using Newsletter.Dispatcher.Archive;

namespace Newsletter.Dispatcher.Tests.Archive;

[TestFixture]
internal sealed class ExtractTests
{
    [TestCase("A river, the River and rivers.", "river", "A [river], the [River] and [rivers].")]
    [TestCase("Über die Straße.", "strasse", "Über die [Straße].")]
    [TestCase("The river. Of the river", "\"of the\" riv", "The [river]. [Of the] [river]")]
    [TestCase("<b>river</b> & more", "river", "<b>[river]</b> & more")]
    [TestCase("🐟river🐟", "river", "🐟[river]🐟")]
    [TestCase("Nothing here", "river", "Nothing here")]
    public void What_was_found_is_marked_as_it_is_written(string text, string typed, string marked) =>
        Assert.That(Shown(Extract.Mark(text, SearchQuery.Parse(typed).Terms)), Is.EqualTo(marked));

    [Test]
    public void The_part_is_shown_in_which_most_of_the_words_stand()
    {
        var filler = string.Concat(Enumerable.Repeat("other words ", 50));
        var shown = Shown(
            Extract.Of(
                $"A river first. {filler} then the nile is a river here. {filler}",
                SearchQuery.Parse("river nile").Terms
            )
        );

        Assert.That(
            shown,
            Does.Contain("then the [nile] is a [river] here.")
                .And.StartsWith("… ")
                .And.EndsWith(" …")
                .And.Not.Contain("first")
        );
        Assert.That(shown, Has.Length.InRange(180, 290));
    }

    [Test]
    public void Where_no_word_stands_there_is_no_extract() =>
        Assert.That(Extract.Of("Nothing of it", SearchQuery.Parse("river").Terms), Is.Null);

    [Test]
    public void A_text_of_one_endless_word_is_no_reason_to_fail() =>
        Assert.That(
            Shown(Extract.Of(new string('a', 5000), SearchQuery.Parse("a").Terms)),
            Does.StartWith("[a").And.EndsWith("a]")
        );

    private static string Shown(IReadOnlyList<ExtractPart>? parts) =>
        string.Concat(parts!.Select(part => part.IsFound ? $"[{part.Text}]" : part.Text));
}
