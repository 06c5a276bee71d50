using Newsletter.Dispatcher.Rendering.Preview;

namespace Newsletter.Dispatcher.Tests.Rendering.Preview;

[TestFixture]
internal sealed class InventedReadersTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 6, 0, 0, TimeSpan.Zero);

    [TestCase("nameless")]
    [TestCase("Trial")]
    [TestCase("paid")]
    [TestCase("expired")]
    [TestCase("auckland")]
    [TestCase("long-name")]
    public void Each_reader_is_found_by_name(string name) =>
        Assert.That(InventedReaders.Find(name, Now)!.Name, Is.EqualTo(name.ToLowerInvariant()));

    [Test]
    public void Readers_differ_in_what_their_names_say()
    {
        var readers = InventedReaders.All(Now).ToDictionary(reader => reader.Name, reader => reader.Recipient);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(readers["nameless"].FullName, Is.Null);
            Assert.That((readers["trial"].Term, readers["trial"].TermEndsAt > Now), Is.EqualTo(("trial", true)));
            Assert.That((readers["paid"].Term, readers["paid"].TermEndsAt > Now), Is.EqualTo(("paid", true)));
            Assert.That(
                (readers["expired"].Status, readers["expired"].TermEndsAt < Now),
                Is.EqualTo(("expired", true))
            );
            Assert.That(TimeZoneInfo.TryFindSystemTimeZoneById(readers["auckland"].TimeZone!, out _));
            Assert.That(readers["long-name"].FullName, Has.Length.GreaterThan(70));
            Assert.That(readers.Values.Select(reader => reader.SubscriberId), Has.All.Zero);
        }
    }

    [TestCase("namless", "did you mean nameless?")]
    [TestCase("zzzzzzzz", "there are: ana, nameless")]
    public void An_unknown_name_is_answered_with_the_known_ones(string name, string said) =>
        Assert.That(InventedReaders.Unknown(name), Does.Contain($"\"{name}\"; {said}"));
}
