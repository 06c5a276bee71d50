using Newsletter.Dispatcher.Archive;

namespace Newsletter.Dispatcher.Tests.Archive;

[TestFixture]
internal sealed class ReadingTimeTests
{
    [TestCase(0, 1)]
    [TestCase(100, 1)]
    [TestCase(344, 1)]
    [TestCase(346, 2)]
    [TestCase(2300, 10)]
    public void Words_become_minutes(int words, int minutes) =>
        Assert.That(ReadingTime.Minutes(string.Join(' ', Enumerable.Repeat("word", words))), Is.EqualTo(minutes));
}
