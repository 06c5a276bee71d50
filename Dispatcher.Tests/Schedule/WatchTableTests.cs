using Dapper;
using Newsletter.Dispatcher.Schedule;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Schedule;

[TestFixture, Integration]
internal sealed class WatchTableTests
{
    private static readonly DateTimeOffset Monday = new(2026, 1, 5, 5, 0, 0, TimeSpan.Zero);

    private TestDatabase _db = null!;
    private WatchTable _watch = null!;

    [SetUp]
    public async Task CreateDatabase()
    {
        _db = await TestDatabase.CreateAsync();
        _watch = new WatchTable(_db.Database);
    }

    [TearDown]
    public void DropDatabase() => _db.Dispose();

    [Test]
    public async Task A_new_database_was_never_watched() =>
        Assert.That(await _watch.ReadAsync(CancellationToken.None), Is.Null);

    [Test]
    public async Task The_first_tick_begins_the_watch()
    {
        var state = await _watch.SeenAsync(Monday, CancellationToken.None);

        var expected = new WatchState { SinceAt = Monday, LastSeenAt = Monday };
        Assert.That(state, Is.EqualTo(expected));
        Assert.That(await _watch.ReadAsync(CancellationToken.None), Is.EqualTo(expected));
    }

    [Test]
    public async Task A_later_tick_moves_only_the_time_of_the_last_tick()
    {
        await _watch.SeenAsync(Monday, CancellationToken.None);

        var state = await _watch.SeenAsync(Monday.AddMinutes(10), CancellationToken.None);

        var expected = new WatchState { SinceAt = Monday, LastSeenAt = Monday.AddMinutes(10) };
        Assert.That(state, Is.EqualTo(expected));
        Assert.That(await _watch.ReadAsync(CancellationToken.None), Is.EqualTo(expected));
    }

    [TestCase(59, TestName = "Sooner_than_a_minute")]
    [TestCase(-7200, TestName = "After_a_step_back")]
    public async Task A_tick_within_a_minute_or_at_an_earlier_time_is_not_written(int seconds)
    {
        await _watch.SeenAsync(Monday, CancellationToken.None);
        await using var connection = await _db.Database.OpenAsync(CancellationToken.None);
        var before = await connection.ExecuteScalarAsync<long>("PRAGMA data_version");

        var state = await _watch.SeenAsync(Monday.AddSeconds(seconds), CancellationToken.None);

        Assert.That(state.LastSeenAt, Is.EqualTo(Monday));
        Assert.That(await connection.ExecuteScalarAsync<long>("PRAGMA data_version"), Is.EqualTo(before));
    }

    [Test]
    public async Task A_trusted_clock_corrects_a_watch_that_began_at_a_wrong_time_in_the_future()
    {
        await _watch.SeenAsync(Monday.AddYears(70), CancellationToken.None);

        var state = await _watch.TrustAsync(Monday, CancellationToken.None);

        Assert.That(state, Is.EqualTo(new WatchState { SinceAt = Monday, LastSeenAt = Monday }));
    }

    [Test]
    public async Task A_trusted_clock_after_a_long_stop_keeps_the_beginning_of_the_watch()
    {
        await _watch.SeenAsync(Monday, CancellationToken.None);

        var state = await _watch.TrustAsync(Monday.AddDays(90), CancellationToken.None);

        Assert.That(state, Is.EqualTo(new WatchState { SinceAt = Monday, LastSeenAt = Monday.AddDays(90) }));
    }
}
