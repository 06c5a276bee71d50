using Newsletter.Dispatcher.Relays;

namespace Newsletter.Dispatcher.Tests.Relays;

[TestFixture]
internal sealed class RelaySharesTests
{
    [TestCase("1", "+", 8, "8")]
    [TestCase("3,1", "++", 8, "6,2")]
    [TestCase("1,1", "++", 5, "3,2", Description = "of equals the first gets the rest")]
    [TestCase("1,1,1", "+++", 8, "3,3,2")]
    [TestCase("9,1", "++", 10, "9,1")]
    [TestCase("1000,1", "++", 4, "3,1", Description = "each that serves gets one")]
    [TestCase("1000,1,1", "+++", 4, "2,1,1")]
    [TestCase("1,5,3", "+++", 2, "0,1,1", Description = "too few for all: the heaviest")]
    [TestCase("1,5", "++", 1, "0,1")]
    [TestCase("3,1", "-+", 8, "0,8")]
    [TestCase("3,1,4", "+-+", 7, "3,0,4")]
    [TestCase("3,1", "--", 8, "0,0")]
    public void Connections_are_parted_by_weight_among_the_relays_that_serve(
        string weights,
        string serving,
        int connections,
        string expected
    )
    {
        var shares = RelayShares.Of(
            [.. weights.Split(',').Select(int.Parse)],
            [.. serving.Select(c => c == '+')],
            connections
        );

        Assert.That(string.Join(',', shares), Is.EqualTo(expected));
    }

    [Test]
    public void With_any_weights_all_connections_are_given_and_each_relay_that_serves_has_one()
    {
        var random = new Random(1);
        for (var i = 0; i < 2000; i++)
        {
            int[] weights = [.. Enumerable.Range(0, random.Next(1, 7)).Select(_ => random.Next(1, 1001))];
            bool[] serving = [.. weights.Select(_ => random.Next(3) > 0)];
            var connections = random.Next(1, 101);
            var usable = serving.Count(serves => serves);

            var shares = RelayShares.Of(weights, serving, connections);

            var line =
                $"{string.Join(',', weights)} {string.Join(',', serving)} {connections}: {string.Join(',', shares)}";
            Assert.That(shares.Sum(), Is.EqualTo(usable == 0 ? 0 : connections), line);
            Assert.That(
                shares.Where(
                    (share, relay) => serving[relay] ? share < 0 || (share == 0 && connections >= usable) : share != 0
                ),
                Is.Empty,
                line
            );
        }
    }
}
