using Newsletter.Dispatcher.Desk.Live;

namespace Newsletter.Dispatcher.Tests.Desk;

[TestFixture]
internal sealed class LiveStreamsTests
{
    [Test]
    public void An_account_has_a_few_streams_and_others_have_their_own()
    {
        var streams = new LiveStreams();
        var mine = Enumerable.Range(0, LiveStreams.MostOfOne).Select(_ => streams.Enter(1)).ToList();

        Assert.That(mine, Has.None.Null);
        Assert.That(streams.Enter(1), Is.Null);
        Assert.That(streams.Enter(2), Is.Not.Null);
        mine[0]!.Dispose();
        mine[0]!.Dispose();
        Assert.That(streams.Enter(1), Is.Not.Null);
        Assert.That(streams.Enter(1), Is.Null, "a seat that is given back twice frees one place");
    }
}
