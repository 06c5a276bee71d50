using Microsoft.Extensions.Time.Testing;
using Newsletter.Dispatcher.Delivery;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Dispatches;

[TestFixture, Integration]
internal sealed class UncertainDeliveriesTests
{
    private static readonly DateTimeOffset Six = new(2026, 11, 24, 6, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _clock = new(Six);
    private Workplace _work = null!;
    private Dispatch _dispatch = null!;

    [SetUp]
    public async Task Open()
    {
        _work = await Workplace.CreateAsync(subscribers: 3, _clock);
        _dispatch = await _work.BeginAsync(_work.Dispatcher(_work.Pickup()));
        await _work.ExecuteAsync(
            "UPDATE deliveries SET state = 'uncertain', attempts = 1 WHERE subscriber_id < 3; UPDATE deliveries SET "
                + "state = 'sent', attempts = 1 WHERE subscriber_id = 3"
        );
        await _work.ExecuteAsync(
            $"UPDATE dispatches SET state = 'done', reason = 'x', finished_at = {Six.ToUnixTimeMilliseconds()}"
        );
    }

    [TearDown]
    public void Close() => _work.Dispose();

    [Test]
    public async Task Uncertain_deliveries_are_read_with_all_their_fields() =>
        Assert.That(
            await Uncertain().ListAsync(1, CancellationToken.None),
            Is.EqualTo(
                new UncertainDelivery[]
                {
                    new()
                    {
                        SubscriberId = 1,
                        Email = "reader1@example.org",
                        UpdatedAt = Six,
                    },
                    new()
                    {
                        SubscriberId = 2,
                        Email = "reader2@example.org",
                        UpdatedAt = Six,
                    },
                }
            )
        );

    [Test]
    public async Task A_delivery_that_arrived_becomes_sent_and_the_dispatch_stays_done()
    {
        var settled = await Uncertain()
            .SettleAsync(
                1,
                [new(1, IsResend: false, "arrived"), new(3, IsResend: false, "was not uncertain")],
                CancellationToken.None
            );

        var row = (await RowsAsync())[0];
        var dispatch = await FindAsync();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(settled, Is.EqualTo(1));
            Assert.That(
                (row.State, row.Attempts, row.Resends, row.Reply),
                Is.EqualTo((DeliveryState.Sent, 1L, 0L, "arrived"))
            );
            Assert.That((await RowsAsync())[2].Reply, Is.Null);
            Assert.That((dispatch.State, dispatch.Changes, dispatch.Reason), Is.EqualTo((DispatchState.Done, 1L, "x")));
        }
    }

    [Test]
    public async Task A_delivery_that_is_sent_again_opens_the_dispatch()
    {
        await Uncertain().SettleAsync(1, [new(2, IsResend: true, "again")], CancellationToken.None);
        var opened = await FindAsync();

        var result = await _work
            .Dispatcher(_work.Pickup())
            .ContinueAsync(opened, new DispatchProgress(), CancellationToken.None);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                (opened.State, opened.Changes, opened.FinishedAt),
                Is.EqualTo((DispatchState.Sending, 1L, (DateTimeOffset?)null))
            );
            Assert.That(
                (await RowsAsync())[1],
                Has.Property("State").EqualTo(DeliveryState.Sent).And.Property("Resends").EqualTo(1)
            );
            Assert.That(result.End, Is.Not.EqualTo(RunEnd.Stopped));
            Assert.That(
                Directory.EnumerateFiles(Path.Combine(_work.Folder.Path, "outbox"), "*.eml").Count(),
                Is.GreaterThanOrEqualTo(1)
            );
        }
    }

    [TestCase("done", 6)]
    [TestCase("stopped", 1)]
    public async Task After_the_cut_off_or_a_stop_nothing_is_sent_again(string state, int hours)
    {
        await _work.ExecuteAsync($"UPDATE dispatches SET state = '{state}'");
        _clock.Advance(TimeSpan.FromHours(hours));

        Assert.That(
            await Uncertain()
                .SettleAsync(
                    1,
                    [new(1, IsResend: true, "again"), new(2, IsResend: false, "arrived")],
                    CancellationToken.None
                ),
            Is.Null
        );
        Assert.That(
            (await RowsAsync()).Select(row => row.State),
            Is.EqualTo(new[] { DeliveryState.Uncertain, DeliveryState.Uncertain, DeliveryState.Sent })
        );
    }

    private UncertainDeliveries Uncertain() => new(_work.Database, _clock);

    private Task<IReadOnlyList<DeliveryRow>> RowsAsync() =>
        _work.Ledger.InStatesAsync(1, DeliveryStates.Words.Values, 10, CancellationToken.None);

    private async Task<Dispatch> FindAsync() =>
        (await _work.Dispatches.FindAsync(_dispatch.Id, CancellationToken.None))!;
}
