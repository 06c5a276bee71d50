using Newsletter.Dispatcher.Delivery;

namespace Newsletter.Dispatcher.Tests.Delivery;

[TestFixture]
internal sealed class ConnectionSharesTests
{
    [TestCase(5, 1, "5")]
    [TestCase(5, 2, "3 2")]
    [TestCase(4, 3, "2 1 1")]
    [TestCase(1, 2, "1 1")]
    public void Dispatches_at_once_share_the_connections_evenly(int connections, int dispatches, string expected)
    {
        var shares = new ConnectionShares(connections);

        var all = Enumerable.Range(0, dispatches).Select(_ => shares.Enter()).ToList();

        Assert.That(
            string.Join(' ', all.Select(share => Enumerable.Range(0, 10).Count(share.Allows))),
            Is.EqualTo(expected)
        );
    }

    [Test]
    public async Task When_one_dispatch_ends_the_other_gets_all_connections_at_once()
    {
        var shares = new ConnectionShares(4);
        using var mine = shares.Enter();
        var other = shares.Enter();
        var waiting = mine.WaitAsync(number: 3, end: new TaskCompletionSource().Task, CancellationToken.None);
        var waited = waiting.IsCompleted;

        other.Dispose();
        await waiting.WaitAsync(TimeSpan.FromSeconds(20));

        Assert.That(waited, Is.False);
        Assert.That(mine.Allows(3), Is.True);
    }

    [Test]
    public async Task A_connection_that_is_not_needed_any_more_stops_waiting_for_its_share()
    {
        var shares = new ConnectionShares(2);
        using var mine = shares.Enter();
        using var other = shares.Enter();
        var end = new TaskCompletionSource();
        var waiting = mine.WaitAsync(number: 1, end.Task, CancellationToken.None);

        end.SetResult();

        Assert.That(async () => await waiting.WaitAsync(TimeSpan.FromSeconds(20)), Throws.Nothing);
    }

    [Test]
    public async Task An_idle_connection_notices_a_smaller_share()
    {
        var shares = new ConnectionShares(2);
        using var mine = shares.Enter();
        var waiting = mine.WaitForWorkAsync(new DueQueue(10)).AsTask();

        using var other = shares.Enter();

        Assert.That(await waiting.WaitAsync(TimeSpan.FromSeconds(20)), Is.True);
        Assert.That(mine.Allows(1), Is.False);
    }
}
