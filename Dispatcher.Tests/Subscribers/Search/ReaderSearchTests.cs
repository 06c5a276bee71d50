using Newsletter.Dispatcher.Subscribers.Search;

namespace Newsletter.Dispatcher.Tests.Subscribers.Search;

[TestFixture]
internal sealed class ReaderSearchTests
{
    [Test]
    public void A_reader_is_found_by_address_and_each_name() =>
        Assert.That(
            ReaderSearch.ForIndex("Ana.Ruiz@Example.org", "ana.ruiz@example.org", "Ana María", "Ruiz"),
            Is.EqualTo("\n\nana.ruiz@example.org\n\nana\n\nmaria\n\nruiz\n")
        );

    [Test]
    public void A_domain_with_two_forms_is_found_by_both() =>
        Assert.That(
            ReaderSearch.ForIndex("ana@bücher.example", "ana@xn--bcher-kva.example", null, null),
            Is.EqualTo("\n\nana@bucher.example\n\nana@xn--bcher-kva.example\n")
        );

    [TestCase("a", "\n\na")]
    [TestCase("an", "\nan")]
    [TestCase("ana", "ana")]
    [TestCase("🙂", "\n\n🙂")]
    public void A_short_word_is_looked_for_at_the_beginning(string word, string part) =>
        Assert.That(ReaderSearch.Part(word), Is.EqualTo(part));

    [TestCase("ana", "\"ana\"")]
    [TestCase("anab", "\"ana\" AND \"nab\"")]
    [TestCase("ana.ruiz", "\"ana\" AND \".ru\" AND \"uiz\"")]
    [TestCase("a\"b*", "\"a\"\"b\" AND \"\"\"b*\"")]
    [TestCase("🙂🙂🙂🙂", "\"🙂🙂🙂\"")]
    public void Pieces_cover_the_whole_part(string part, string match) =>
        Assert.That(ReaderSearch.Match([part]), Is.EqualTo(match));
}
