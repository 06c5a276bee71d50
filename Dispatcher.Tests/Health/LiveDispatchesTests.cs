using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Newsletter.Dispatcher.Delivery;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Health;
using Newsletter.Dispatcher.Relays;
using Newsletter.Dispatcher.Schedule;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Health;

/// <summary>Everybody who looks at a dispatch gets one reading.</summary>
[TestFixture, Integration]
internal sealed class LiveDispatchesTests
{
    private static readonly DateTimeOffset Six = new(2026, 11, 24, 6, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _clock = new(Six);
    private Workplace _work = null!;
    private RunningDispatches _running = null!;

    [SetUp]
    public async Task Open()
    {
        _clock.SetUtcNow(Six);
        _work = await Workplace.CreateAsync(subscribers: 4, _clock);
        await _work.BeginAsync(_work.Dispatcher(_work.Pickup()));
        _running = new(_clock, NullLogger<RunningDispatches>.Instance);
    }

    [TearDown]
    public void Close()
    {
        _running.Dispose();
        _work.Dispose();
    }

    [Test]
    public async Task Many_who_look_at_once_cost_one_reading_a_second()
    {
        var live = Live();

        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => live.ReadAsync(1, false, CancellationToken.None)));
        var atOnce = live.Readings;
        _clock.Advance(TimeSpan.FromSeconds(1));
        await live.ReadAsync(1, false, CancellationToken.None);

        Assert.That((atOnce, live.Readings), Is.EqualTo((1, 2)));
    }

    [Test]
    public async Task Somebody_who_changed_it_sees_it_changed()
    {
        var live = Live();
        await live.ReadAsync(1, false, CancellationToken.None);
        await _work.Control.StopAsync(1, "a wrong title", CancellationToken.None);

        var kept = await live.ReadAsync(1, isFresh: false, CancellationToken.None);
        var fresh = await live.ReadAsync(1, isFresh: true, CancellationToken.None);

        Assert.That(kept!.Dispatch.State, Is.EqualTo(DispatchState.Sending));
        Assert.That(
            (fresh!.Dispatch.State, fresh.State.Counts.Expired, fresh.Numbers.States[DeliveryState.Expired]),
            Is.EqualTo((DispatchState.Stopped, 4L, 4L))
        );
    }

    [Test]
    public async Task A_run_in_this_process_is_asked_for_its_counts()
    {
        var (live, progress) = (Live(), new DispatchProgress());
        var dispatch = (await _work.Dispatches.FindAsync(1, CancellationToken.None))!;
        progress.Begin(dispatch, new Dictionary<DeliveryState, long>());
        progress.Count(DeliveryState.Sent);
        _running.Show(1, progress);

        var reading = await live.ReadAsync(1, isFresh: false, CancellationToken.None);

        Assert.That((reading!.State.Counts.Sent, reading.State.Counts.Open), Is.EqualTo((1L, 3L)));
        Assert.That(
            reading.Numbers.States,
            Does.Not.ContainKey(DeliveryState.Sent),
            "the ledger knows nothing of it yet"
        );
    }

    [Test]
    public async Task A_dispatch_that_is_not_there_is_null() =>
        Assert.That(await Live().ReadAsync(77, false, CancellationToken.None), Is.Null);

    [Test]
    public async Task The_relays_are_shown_as_they_are()
    {
        var reading = await Live().ReadAsync(1, false, CancellationToken.None);

        Assert.That(
            reading!.Relays.Select(relay => (relay.IsOpen, relay.Trouble, relay.InWords)),
            Is.EqualTo([(false, (string?)null, "no message tried yet")])
        );
    }

    private LiveDispatches Live() =>
        new(_work.Database, _work.Newsletter, RelayPool.Of(_work.Pickup(), _clock), _running, _clock);
}
