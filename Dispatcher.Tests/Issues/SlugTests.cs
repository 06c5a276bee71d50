using Newsletter.Dispatcher.Issues;

namespace Newsletter.Dispatcher.Tests.Issues;

[TestFixture]
internal sealed class SlugTests
{
    [TestCase("Why the river moved", "why-the-river-moved")]
    [TestCase("Größe zählt!", "grosse-zahlt")]
    [TestCase("L'été à Łódź — déjà vu", "lete-a-lodz-deja-vu")]
    [TestCase("../../etc/passwd", "etc-passwd")]
    [TestCase("日本語", "issue")]
    [TestCase("\ud800", "issue")]
    [TestCase("--- a . ", "a")]
    public void A_title_becomes_a_slug(string title, string expected)
    {
        var slug = Slug.From(title);

        Assert.That(slug, Is.EqualTo(expected));
        Assert.That(Slug.IsValid(slug), Is.True);
    }

    [Test]
    public void A_long_title_leaves_room_for_a_date() =>
        Assert.That($"2026-11-24-{Slug.From(new string('x', 500))}", Has.Length.EqualTo(Slug.MaxLength));

    [TestCase("a")]
    [TestCase("2026-11-24-a_b.c")]
    public void Names_of_letters_digits_dashes_underscores_and_dots_are_valid(string slug) =>
        Assert.That(Slug.IsValid(slug), Is.True);

    [TestCase("")]
    [TestCase("a b")]
    [TestCase(".a")]
    [TestCase("-a")]
    [TestCase("a\n")]
    [TestCase("ä")]
    [TestCase("a/b")]
    public void Other_names_are_not_valid(string slug) => Assert.That(Slug.IsValid(slug), Is.False);
}
