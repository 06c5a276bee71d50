using Dapper;
using Microsoft.Extensions.Time.Testing;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Schedule;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Field;

/// <summary>
/// Which files make a database a restored one. <c>run</c>, <c>send</c> and <c>doctor</c> use the same rule.
/// </summary>
[TestFixture, Integration]
internal sealed class RestoredDatabaseTests
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 24, 6, 0, 0, TimeSpan.Zero));
    private TestFolder _folder = null!;
    private string _path = null!;

    [SetUp]
    public async Task Use()
    {
        _folder = new TestFolder();
        _path = _folder.File("dispatcher.db");
        await Migrator.MigrateAsync(Database(_path), CancellationToken.None);
    }

    [TearDown]
    public void Clean() => _folder.Dispose();

    [Test]
    public async Task A_database_that_was_never_used_needs_no_lock_file()
    {
        var copy = Copy(_path, [""]);

        Assert.That(await WhyAsync(copy), Is.Null);
        await (await TakeAsync(copy)).DisposeAsync();
    }

    [Test]
    public async Task A_database_that_was_used_here_is_accepted_at_each_start()
    {
        for (var start = 0; start < 3; start++)
        {
            Assert.That(await WhyAsync(_path), Is.Null);
            await (await TakeAsync(_path)).DisposeAsync();
        }
    }

    [Test]
    public async Task A_copy_without_its_lock_file_counts_as_restored()
    {
        await (await TakeAsync(_path)).DisposeAsync();

        await AssertRestoredAsync(Copy(_path, [""]), "is not beside it");
    }

    [Test]
    public async Task A_copy_made_while_the_service_ran_counts_as_restored_with_and_without_its_log()
    {
        await using (await TakeAsync(_path))
        await using (await Database(_path).OpenAsync(CancellationToken.None))
        {
            _ = Copy(_path, [""], "a/dispatcher.db");
            _ = Copy(_path, ["", "-wal", "-shm"], "b/dispatcher.db");
        }

        await ExecuteAsync(_folder.File("b/dispatcher.db"), "UPDATE owner SET ended_at = seen_at");
        await AssertRestoredAsync(_folder.File("a/dispatcher.db"), "is not beside it");
        await AssertRestoredAsync(_folder.File("b/dispatcher.db"), "is not beside it");
    }

    [Test]
    public async Task A_copy_of_database_and_lock_file_counts_as_restored()
    {
        await (await TakeAsync(_path)).DisposeAsync();

        await AssertRestoredAsync(Copy(_path, ["", ".lock"]), "is a copy, together with dispatcher.db.lock");
    }

    [Test]
    public async Task Database_and_lock_file_moved_on_the_same_disk_are_accepted()
    {
        await (await TakeAsync(_path)).DisposeAsync();
        var moved = _folder.File("elsewhere/dispatcher.db");
        File.Move(_path, moved);
        File.Move(_path + ".lock", moved + ".lock");

        Assert.That(await WhyAsync(moved), Is.Null);
        await (await TakeAsync(moved)).DisposeAsync();
    }

    [Test]
    public async Task A_database_moved_without_its_lock_file_counts_as_restored()
    {
        await (await TakeAsync(_path)).DisposeAsync();
        var moved = _folder.File("elsewhere/dispatcher.db");
        File.Move(_path, moved);

        await AssertRestoredAsync(moved, "is not beside it");
    }

    [TestCase("")]
    [TestCase("\0\0\0\0")]
    public async Task An_invalid_lock_file_counts_as_missing(string text)
    {
        await (await TakeAsync(_path)).DisposeAsync();
        await File.WriteAllTextAsync(_path + ".lock", text);

        await AssertRestoredAsync(_path, "is not beside it");
    }

    [Test]
    public async Task A_lock_file_of_an_earlier_version_is_accepted()
    {
        await (await TakeAsync(_path)).DisposeAsync();
        var lines = (await File.ReadAllLinesAsync(_path + ".lock"))
            .Where(line => !line.StartsWith("born ", StringComparison.Ordinal))
            .ToList();
        await File.WriteAllLinesAsync(_path + ".lock", lines);
        var copy = Copy(_path, ["", ".lock"]);

        Assert.That(lines, Is.Not.Empty);
        Assert.That(await WhyAsync(copy), Is.Null);
        await (await TakeAsync(copy)).DisposeAsync();
    }

    [Test]
    public async Task A_death_during_the_first_start_leaves_a_usable_database()
    {
        // The lock file is written before the row is committed.
        await File.WriteAllTextAsync(_path + ".lock", "token 0\n");

        Assert.That(await WhyAsync(_path), Is.Null);
        await (await TakeAsync(_path)).DisposeAsync();
    }

    [Test]
    public async Task An_operator_can_accept_a_restored_database_but_not_one_that_is_behind_the_lock_file()
    {
        await (await TakeAsync(_path)).DisposeAsync();
        var copy = Copy(_path, ["", ".lock"]);
        await using (
            var taken = await TakeAsync(copy, new RestoreAcceptance(Restoration.AcceptAsync, NothingWasSent: true))
        )
        {
            Assert.That(taken.WasRestored);
        }

        await ExecuteAsync(_path, "UPDATE owner SET mark = mark - 1");
        var refused = await Assert.CatchAsync<StorageException>(() =>
            TakeAsync(_path, new RestoreAcceptance(Restoration.AcceptAsync, NothingWasSent: true))
        );
        Assert.That(
            refused!.Message,
            Does.Contain("is older than what was sent from it last").And.Contain("--not-sent cannot be right")
        );
    }

    [Test]
    public async Task A_slot_in_doubt_blocks_its_issue_until_an_operator_releases_it()
    {
        await (await TakeAsync(_path)).DisposeAsync();
        var copy = Copy(_path, [""]);
        var slot = new DateOnly(2026, 11, 24);
        var doubtful = new DoubtfulSlot(slot, _clock.GetUtcNow(), _clock.GetUtcNow().AddHours(6), "news", "The news");
        await (
            await TakeAsync(
                copy,
                new RestoreAcceptance(
                    Restoration.AcceptAsync,
                    Slots: [doubtful, doubtful with { SlotDate = slot.AddDays(1) }]
                )
            )
        ).DisposeAsync();

        const string All = "SELECT slot_date, issue_slug, state, reason FROM dispatches ORDER BY slot_date";
        await using var connection = await Database(copy).OpenAsync(CancellationToken.None);
        var before = await connection.QueryAsync<(string, string?, string, string)>(All);
        await RestoredDispatches.ReleaseAsync(Database(copy), "news", slot, CancellationToken.None);
        var after = await connection.QueryAsync<(string, string?, string, string)>(All);

        Assert.That(
            before,
            Is.EqualTo(
                new[]
                {
                    ("2026-11-24", "news", "missed", RestoredDatabase.SlotReason),
                    ("2026-11-25", (string?)null, "missed", RestoredDatabase.SlotReason),
                }
            )
        );
        Assert.That(
            after,
            Is.EqualTo(
                new[]
                {
                    (
                        "2026-11-24",
                        (string?)null,
                        "missed",
                        "not sent before the database was restored, says an operator"
                    ),
                    ("2026-11-25", (string?)null, "missed", RestoredDatabase.SlotReason),
                }
            )
        );
    }

    [Test, Platform(Exclude = "Win")]
    public async Task A_process_with_the_number_of_a_dead_owner_does_not_count_as_the_owner()
    {
        await using var stranger = ChildProcess.Start("sleep", ["600"]);
        await (await TakeAsync(_path)).DisposeAsync();
        File.Delete(_path + ".lock");

        Assert.That(
            await CurrentAsync(DateTimeOffset.UtcNow.AddHours(-1)),
            Is.Null,
            "the process began after the owner's last sign of life"
        );
        Assert.That(
            await CurrentAsync(DateTimeOffset.UtcNow.AddMinutes(1)),
            Is.Not.Null,
            "one that began before it may be the owner"
        );

        // The clock says that the owner gave its last sign of life just now, so that only the process decides.
        async Task<OwnerRow?> CurrentAsync(DateTimeOffset seenAt)
        {
            await ExecuteAsync(
                _path,
                $"UPDATE owner SET ended_at = NULL, process_id = {stranger.Id}, seen_at = "
                    + $"{seenAt.ToUnixTimeMilliseconds()}"
            );
            return await Ownership.CurrentAsync(
                Database(_path),
                new FakeTimeProvider(seenAt.AddSeconds(1)),
                CancellationToken.None
            );
        }
    }

    [Test]
    public async Task Reading_the_state_does_not_keep_a_process_from_the_database()
    {
        using var stop = new CancellationTokenSource();
        var looking = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                _ = DispatcherLock.Look(Database(_path));
            }
        });

        for (var round = 0; round < 50; round++)
        {
            await (await TakeAsync(_path)).DisposeAsync();
        }

        await stop.CancelAsync();
        await looking;
    }

    private async Task AssertRestoredAsync(string path, string why)
    {
        var said = await WhyAsync(path);
        var refused = await Assert.CatchAsync<StorageException>(() => TakeAsync(path));
        var again = await Assert.CatchAsync<StorageException>(() => TakeAsync(path));

        Assert.That(said, Does.Contain(why));
        Assert.That(refused!.Message, Is.EqualTo($"{said} {RestoredDatabase.WhatToDo}"));
        Assert.That(again!.Message, Is.EqualTo(refused.Message), "a refusal changes nothing");
        await using (var accepted = await TakeAsync(path, new RestoreAcceptance(Restoration.AcceptAsync)))
        {
            Assert.That(accepted.WasRestored);
        }

        Assert.That(await WhyAsync(path), Is.Null, "one acceptance is enough");
        await (await TakeAsync(path)).DisposeAsync();
    }

    private string Copy(string from, string[] endings, string to = "copy/dispatcher.db")
    {
        var path = _folder.File(to);
        foreach (var ending in endings)
        {
            File.Copy(from + ending, path + ending);
        }

        return path;
    }

    private Task<Ownership> TakeAsync(string path, RestoreAcceptance? acceptance = null) =>
        Ownership.TakeAsync(Database(path), _clock, CancellationToken.None, acceptance);

    private Task<string?> WhyAsync(string path) =>
        Ownership.WhyRestoredAsync(Database(path), _clock, CancellationToken.None);

    private static Database Database(string path) => new($"Data Source={path};Pooling=False");

    private static async Task ExecuteAsync(string path, string sql)
    {
        await using var connection = await Database(path).OpenAsync(CancellationToken.None);
        await connection.ExecuteAsync(sql);
    }
}
