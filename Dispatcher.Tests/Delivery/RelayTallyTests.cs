using Newsletter.Dispatcher.Delivery;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Relays;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Tests.Support.Smtp;

namespace Newsletter.Dispatcher.Tests.Delivery;

[TestFixture]
internal sealed class RelayTallyTests
{
    [Test]
    public void Answers_are_counted_by_relay_and_taken_once()
    {
        var tally = new RelayTally(["a", "b", "c"]);
        tally.Count(1, new DeliveryOutcome.Accepted("250"));
        tally.Count(1, new DeliveryOutcome.Accepted("250"));
        tally.Count(1, new DeliveryOutcome.Deferred("450"));
        tally.Count(2, new DeliveryOutcome.Rejected("550", RefusalCause.Policy));
        tally.Count(0, new DeliveryOutcome.Throttled("450", IsOfDomain: false));

        Assert.That(tally.Take(), Is.EqualTo(new RelayNumbers[] { new("b", 2, 1, 0), new("c", 0, 0, 1) }));
        Assert.That(tally.Take(), Is.Empty);
    }

    [Test, Integration]
    public async Task A_run_writes_down_what_its_relay_answered()
    {
        using var work = await Workplace.CreateAsync(subscribers: 10);
        await using var server = ScriptedSmtpServer.Start();
        server.On(
            Stage.Rcpt,
            call => call.Recipient == "reader3@example.org" ? SmtpAction.Reply("550 5.1.1 no such user") : null
        );

        var dispatch = await work.SendAllAsync(work.Relay(server.Port));

        var numbers = await new DispatchRelayTable(work.Database).ReadAsync(dispatch.Id, CancellationToken.None);
        Assert.That(numbers.Select(one => (one.Accepted, one.Deferred, one.Refused)), Is.EqualTo([(9L, 0L, 1L)]));
        Assert.That(numbers[0].Relay, Is.EqualTo(work.Relay(server.Port).Name));
    }

    [Test, Integration]
    public async Task Figures_that_cannot_be_written_are_kept()
    {
        using var work = await Workplace.CreateAsync(subscribers: 1);
        await work.BeginAsync(work.Dispatcher(work.Pickup()));
        var (table, tally) = (new DispatchRelayTable(work.Database), new RelayTally(["a"]));
        var figures = new RelayFigures(table, tally, dispatchId: 1, work.Clock);
        tally.Count(0, new DeliveryOutcome.Accepted("250"));
        await work.ExecuteAsync("ALTER TABLE dispatch_relays RENAME TO away");

        await figures.FlushAsync();
        await work.ExecuteAsync("ALTER TABLE away RENAME TO dispatch_relays");
        tally.Count(0, new DeliveryOutcome.Accepted("250"));
        await figures.FlushAsync();

        Assert.That(
            await table.ReadAsync(1, CancellationToken.None),
            Is.EqualTo(new RelayNumbers[] { new("a", 2, 0, 0) })
        );
    }
}
