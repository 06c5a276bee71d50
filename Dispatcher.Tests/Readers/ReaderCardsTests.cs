using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Readers;

[TestFixture, Integration]
internal sealed class ReaderCardsTests
{
    [Test]
    public async Task A_reader_is_found_by_id_reference_and_address()
    {
        using var work = await ReadersAtWork.CreateAsync();
        await work.AddManyAsync(300);
        var reference = work.At.Tokens.Reference(217);

        foreach (var who in new[] { "217", reference, reference.ToUpperInvariant(), "MANY217@example.net" })
        {
            var card = await work.Cards.FindAsync(who, CancellationToken.None);

            Assert.That((card?.Reader.Id, card?.Reference), Is.EqualTo((217, reference)), who);
        }
    }

    [TestCase("301")]
    [TestCase("-1")]
    [TestCase("99999999999999999999")]
    [TestCase("abcdefghijklmnop")]
    [TestCase("nobody@example.org")]
    [TestCase("' OR 1=1 --")]
    public async Task Nobody_is_found_by_anything_else(string who)
    {
        using var work = await ReadersAtWork.CreateAsync();
        await work.AddManyAsync(3);

        Assert.That(await work.Cards.FindAsync(who, CancellationToken.None), Is.Null);
    }
}
