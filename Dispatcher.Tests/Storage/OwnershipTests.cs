using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Newsletter.Dispatcher.Delivery;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Schedule;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Storage;

/// <summary>One process at a time sends from a database, also when its lock file is deleted, replaced or
/// copied.</summary>
[TestFixture, Integration]
internal sealed class OwnershipTests
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 24, 6, 0, 0, TimeSpan.Zero));
    private TestDatabase _db = null!;

    private string LockFile => _db.Database.Path + ".lock";

    [SetUp]
    public async Task Open() => _db = await TestDatabase.CreateAsync();

    [TearDown]
    public void Close() => _db.Dispose();

    [Test]
    public async Task The_second_is_refused_and_told_who_the_first_is()
    {
        await using var first = await TakeAsync();

        var refused = await Assert.CatchAsync<StorageException>(() => TakeAsync());

        Assert.That(
            refused!.Message,
            Does.Contain($"another dispatcher (process {Environment.ProcessId}) sends from this database")
        );
    }

    [Test]
    public async Task What_is_let_go_can_be_taken()
    {
        await (await TakeAsync()).DisposeAsync();

        await using var second = await TakeAsync();

        Assert.That(await second.MarkAsync(CancellationToken.None));
    }

    [Test]
    public async Task Of_five_at_once_one_wins_every_time()
    {
        for (var round = 0; round < 20; round++)
        {
            var taken = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Task.Run(TryTakeAsync)));

            Assert.That(taken.Count(ownership => ownership is not null), Is.EqualTo(1));
            await taken.Single(ownership => ownership is not null)!.DisposeAsync();
        }
    }

    [Test]
    public async Task Deleting_the_lock_file_of_a_living_owner_lets_nobody_in_until_an_operator_decides_after_silence()
    {
        await using var first = await TakeAsync();
        File.Delete(LockFile);
        await ExecuteAsync("UPDATE owner SET host = 'elsewhere'");

        var refused = await Assert.CatchAsync<DatabaseOwnedException>(() => TakeAsync());
        await ExecuteAsync($"UPDATE owner SET seen_at = {_clock.GetUtcNow().AddMinutes(-3).ToUnixTimeMilliseconds()}");
        var restored = await Assert.CatchAsync<StorageException>(() => TakeAsync());
        await using var second = await Ownership.TakeAsync(
            _db.Database,
            _clock,
            CancellationToken.None,
            new RestoreAcceptance(Restoration.AcceptAsync)
        );

        Assert.That(refused!.Message, Does.Contain("on elsewhere"));
        Assert.That(restored!.Message, Does.Contain("is not beside it").And.Contain("--accept-restored"));
        Assert.That(await first.MarkAsync(CancellationToken.None), Is.False, "it has been replaced");
        Assert.That(await second.MarkAsync(CancellationToken.None));
    }

    [Test]
    public async Task A_process_that_was_replaced_records_nothing_and_sends_nothing()
    {
        using var work = await Workplace.CreateAsync(subscribers: 3);
        var dispatch = await work.BeginAsync(work.Dispatcher(work.Pickup()));
        await using var writer = new LedgerWriter(
            work.Database,
            new LedgerScope(dispatch.Id, 0, work.Ownership.Token),
            connections: 1,
            TimeProvider.System,
            NullLogger<LedgerWriter>.Instance
        );
        Assert.That(await writer.WriteAsync(last: null, next: 1), Is.EqualTo(Grant.Go));

        await work.ExecuteAsync("UPDATE owner SET token = 'another'");
        var outcome = new LedgerOutcome(1, DeliveryState.Sent, CountsAsAttempt: true, DueAt: null, "250 too late");
        var grant = await writer.WriteAsync(outcome, next: 2);

        Assert.That((grant, writer.Halt), Is.EqualTo((Grant.Halted, (LedgerHalt?)LedgerHalt.Replaced)));
        Assert.That(
            await work.CountsAsync(dispatch),
            Is.EqualTo(new Dictionary<string, long> { ["pending"] = 2, ["sending"] = 1 })
        );
    }

    [Test]
    public async Task A_run_whose_process_was_replaced_says_so_and_ends()
    {
        using var work = await Workplace.CreateAsync(subscribers: 3);
        var dispatcher = work.Dispatcher(work.Pickup());
        var dispatch = await work.BeginAsync(dispatcher);
        await work.ExecuteAsync("UPDATE owner SET token = 'another'");

        var result = await dispatcher.ContinueAsync(dispatch, new DispatchProgress(), CancellationToken.None);

        Assert.That(result.End, Is.EqualTo(RunEnd.Replaced));
        Assert.That(await work.CountsAsync(dispatch), Is.EqualTo(new Dictionary<string, long> { ["pending"] = 3 }));
    }

    [Test]
    public async Task A_process_that_was_replaced_leaves_the_rows_of_the_new_owner_alone()
    {
        using var work = await Workplace.CreateAsync(subscribers: 3);
        var dispatcher = work.Dispatcher(work.Pickup());
        var dispatch = await work.BeginAsync(dispatcher);
        await work.ExecuteAsync(
            "UPDATE owner SET token = 'another'; UPDATE deliveries SET state = 'sending' WHERE subscriber_id = 2"
        );

        await dispatcher.ContinueAsync(dispatch, new DispatchProgress(), CancellationToken.None);

        Assert.That(
            await work.CountsAsync(dispatch),
            Is.EqualTo(new Dictionary<string, long> { ["pending"] = 2, ["sending"] = 1 })
        );
        Assert.That(work.Ownership.Lost.IsCancellationRequested);
    }

    [Test]
    public async Task A_restored_backup_sends_nothing_before_an_operator_says_so()
    {
        using var work = await Workplace.CreateAsync(subscribers: 5);
        var dispatcher = work.Dispatcher(work.Pickup());
        var dispatch = await work.BeginAsync(dispatcher);
        await work.ExecuteAsync("UPDATE deliveries SET state = 'sent' WHERE subscriber_id = 1");
        var backup = work.Folder.File("backup.db");
        await work.ExecuteAsync($"VACUUM INTO '{backup}'");
        await dispatcher.ContinueAsync(dispatch, new DispatchProgress(), CancellationToken.None);
        await work.Ownership.DisposeAsync();

        File.Copy(work.Database.Path + ".lock", backup + ".lock");
        var restored = new Database($"Data Source={backup}");
        var refused = await Assert.CatchAsync<StorageException>(() =>
            Ownership.TakeAsync(restored, _clock, CancellationToken.None)
        );
        await (
            await Ownership.TakeAsync(
                restored,
                _clock,
                CancellationToken.None,
                acceptance: new RestoreAcceptance(Restoration.AcceptAsync)
            )
        ).DisposeAsync();

        await using var connection = await restored.OpenAsync(CancellationToken.None);
        Assert.That(
            refused!.Message,
            Does.Contain("is older than what was sent from it last").And.Contain("--accept-restored")
        );
        Assert.That(
            await connection.QueryAsync<(string, long)>("SELECT state, count(*) FROM deliveries GROUP BY state"),
            Is.EqualTo(new[] { ("sent", 1L), ("uncertain", 4L) })
        );
        Assert.That(await connection.QuerySingleAsync<string>("SELECT state FROM dispatches"), Is.EqualTo("paused"));
    }

    [Test]
    public async Task A_slot_that_was_empty_at_the_backup_and_filled_by_hand_later_is_not_filled_again()
    {
        using var work = await Workplace.CreateAsync(subscribers: 1);
        var slot = new DateOnly(2026, 11, 24);
        await work.Dispatches.RecordEmptyAsync(
            slot,
            _clock.GetUtcNow(),
            _clock.GetUtcNow(),
            "no issue was ready",
            CancellationToken.None
        );
        var backup = work.Folder.File("backup.db");
        await work.ExecuteAsync($"VACUUM INTO '{backup}'");
        await work.BeginAsync(work.Dispatcher(work.Pickup()));
        await work.Ownership.DisposeAsync();

        File.Copy(work.Database.Path + ".lock", backup + ".lock");
        var restored = new Database($"Data Source={backup}");
        await using var ownership = await Ownership.TakeAsync(
            restored,
            _clock,
            CancellationToken.None,
            acceptance: new RestoreAcceptance(Restoration.AcceptAsync)
        );

        await using var connection = await restored.OpenAsync(CancellationToken.None);
        Assert.That(
            await connection.QuerySingleAsync<(string, string)>("SELECT issue_slug, state FROM dispatches"),
            Is.EqualTo(("2026-11-24-news", "stopped"))
        );
    }

    [Test]
    public async Task What_was_begun_after_the_backup_is_known_from_the_lock_file_and_not_begun_again()
    {
        using var work = await Workplace.CreateAsync(subscribers: 1);
        var backup = work.Folder.File("backup.db");
        await work.ExecuteAsync($"VACUUM INTO '{backup}'");
        await work.BeginAsync(work.Dispatcher(work.Pickup()));
        await work.Ownership.DisposeAsync();

        File.Copy(work.Database.Path + ".lock", backup + ".lock");
        var restored = new Database($"Data Source={backup}");
        await using var ownership = await Ownership.TakeAsync(
            restored,
            _clock,
            CancellationToken.None,
            acceptance: new RestoreAcceptance(Restoration.AcceptAsync)
        );

        await using var connection = await restored.OpenAsync(CancellationToken.None);
        Assert.That(
            await connection.QuerySingleAsync<(string, string, string)>(
                "SELECT slot_date, issue_slug, state FROM dispatches"
            ),
            Is.EqualTo(("2026-11-24", "2026-11-24-news", "stopped"))
        );
    }

    private Task<Ownership> TakeAsync() => Ownership.TakeAsync(_db.Database, _clock, CancellationToken.None);

    private async Task<Ownership?> TryTakeAsync()
    {
        try
        {
            return await TakeAsync();
        }
        catch (StorageException)
        {
            return null;
        }
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = await _db.Database.OpenAsync(CancellationToken.None);
        await connection.ExecuteAsync(sql);
    }
}
