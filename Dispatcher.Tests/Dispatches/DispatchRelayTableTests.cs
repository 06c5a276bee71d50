using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Dispatches;

[TestFixture, Integration]
internal sealed class DispatchRelayTableTests
{
    [Test]
    public async Task What_a_relay_answered_adds_up()
    {
        using var work = await Workplace.CreateAsync(subscribers: 1);
        await work.BeginAsync(work.Dispatcher(work.Pickup()));
        var table = new DispatchRelayTable(work.Database);

        await table.AddAsync(1, [new("b", 5, 1, 0), new("a", 1, 0, 0)], CancellationToken.None);
        await table.AddAsync(1, [new("b", 2, 3, 4)], CancellationToken.None);

        Assert.That(
            await table.ReadAsync(1, CancellationToken.None),
            Is.EqualTo(new RelayNumbers[] { new("a", 1, 0, 0), new("b", 7, 4, 4) })
        );
        Assert.That(await table.ReadAsync(2, CancellationToken.None), Is.Empty);
    }
}
