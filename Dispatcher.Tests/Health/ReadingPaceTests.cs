using Newsletter.Dispatcher.Health;

namespace Newsletter.Dispatcher.Tests.Health;

[TestFixture]
internal sealed class ReadingPaceTests
{
    [TestCase(0, 1000)]
    [TestCase(19, 1000)]
    [TestCase(100, 5000)]
    public void A_reading_costs_a_small_part_of_the_time(int cost, int lifetime) =>
        Assert.That(
            ReadingPace.OfCounts.Lifetime(TimeSpan.FromMilliseconds(cost)),
            Is.EqualTo(TimeSpan.FromMilliseconds(lifetime))
        );
}
