using Newsletter.Dispatcher.Web;

namespace Newsletter.Dispatcher.Tests.Web;

[TestFixture]
internal sealed class PostPlacesTests
{
    [Test]
    public async Task A_network_has_few_of_the_places_and_who_waits_longest_comes_next()
    {
        var places = new PostPlaces(most: 3, mostPerNetwork: 2);
        using var first = await places.TakeAsync("a", CancellationToken.None);
        using var second = await places.TakeAsync("a", CancellationToken.None);
        var third = places.TakeAsync("a", CancellationToken.None);
        var other = places.TakeAsync("b", CancellationToken.None);
        var last = places.TakeAsync("c", CancellationToken.None);
        Assert.That((third.IsCompleted, other.IsCompleted, last.IsCompleted), Is.EqualTo((false, true, false)));

        (await other)!.Dispose();
        using var lasts = await last;
        Assert.That(third.IsCompleted, Is.False, "its network has its two");

        first!.Dispose();
        first.Dispose();
        using var thirds = await third;
        Assert.That(thirds, Is.Not.Null);
    }

    [Test]
    public async Task Who_gives_up_gets_none_and_takes_none()
    {
        var places = new PostPlaces(most: 1, mostPerNetwork: 1);
        var taken = await places.TakeAsync("a", CancellationToken.None);
        using var patience = new CancellationTokenSource();
        var given = places.TakeAsync("b", patience.Token);
        await patience.CancelAsync();

        Assert.That(await given, Is.Null);
        taken!.Dispose();
        using var next = await places.TakeAsync("c", CancellationToken.None);
        Assert.That(next, Is.Not.Null);
    }
}
