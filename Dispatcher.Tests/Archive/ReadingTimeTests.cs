using Newsletter.Dispatcher.Archive;

namespace Newsletter.Dispatcher.Tests.Archive;

[TestFixture]
internal sealed class ReadingTimeTests
{
    [TestCase(0, "1 minute to read")]
    [TestCase(100, "1 minute to read")]
    [TestCase(344, "1 minute to read")]
    [TestCase(346, "2 minutes to read")]
    [TestCase(2300, "10 minutes to read")]
    public void Words_become_minutes(int words, string said) =>
        Assert.That(
            ReadingTime.Say(ReadingTime.Minutes(string.Join(' ', Enumerable.Repeat("word", words)))),
            Is.EqualTo(said)
        );
}
