using System.Diagnostics;
using Dapper;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Faults;

/// <summary>A start that finds a fault says what it is in one line, and sends nothing.</summary>
[TestFixture, EndToEnd]
internal sealed class StartTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Test]
    public Task Only_one_of_five_dispatchers_that_start_at_once_sends() => RaceAsync(rounds: 2);

    [Test]
    [Explicit("minutes"), Category("Long")]
    public Task Only_one_of_five_dispatchers_that_start_at_once_sends_in_a_hundred_rounds() => RaceAsync(rounds: 100);

    [Test]
    public async Task A_second_dispatcher_is_refused_with_the_number_of_the_first()
    {
        await using var survivor = await Survivor.CreateAsync(readers: 10);
        await using var service = survivor.Newsletter.Start("run");
        await service.WaitForTextAsync("Next slot", Limit);

        await AssertRefusedAsync(survivor, $"another dispatcher (process {service.Id}) sends from this database");

        Assert.That(await survivor.Ledger.StateAsync(), Is.Null, "no dispatch was begun");
    }

    [Test]
    public async Task A_second_dispatcher_is_refused_although_the_lock_file_was_deleted()
    {
        await using var survivor = await Survivor.CreateAsync(readers: 10);
        await using var service = survivor.Newsletter.Start("run");
        await service.WaitForTextAsync("Next slot", Limit);
        File.Delete(survivor.Newsletter.DatabasePath + ".lock");

        var (status, printed) = await survivor.Newsletter.RunAsync("send", "issues/news.md", "--yes");

        Assert.That((status, survivor.Server.Received.Count), Is.EqualTo((1, 0)));
        Assert.That(printed, Does.Contain($"process {service.Id}"));
    }

    [Test]
    public async Task A_database_from_a_newer_version_is_refused_and_nothing_is_sent()
    {
        await using var survivor = await Survivor.CreateAsync(readers: 10);
        await survivor.BeginAsync();
        await ExecuteAsync(
            survivor,
            "INSERT INTO schema_versions (ScriptName, Applied) VALUES "
                + "('Newsletter.Dispatcher.Storage.Migrations.9999_later.sql', '2030-01-01')"
        );

        await AssertRefusedAsync(survivor, "newer version");
    }

    [Test]
    public async Task A_read_only_database_is_refused_and_nothing_is_sent()
    {
        using var disk = await SmallDisk.MountAsync(megabytes: 8);
        await using var survivor = await Survivor.CreateAsync(readers: 10);
        await survivor.BeginAsync();
        survivor.MoveDatabase(disk.Path);
        await disk.ReadOnlyAsync();

        await AssertRefusedAsync(survivor, survivor.Newsletter.DatabasePath);
    }

    [Test]
    public async Task A_database_with_a_damaged_header_is_refused_and_nothing_is_sent()
    {
        await using var survivor = await Survivor.CreateAsync(readers: 10);
        await File.WriteAllBytesAsync(survivor.Newsletter.DatabasePath, [.. Enumerable.Repeat((byte)'x', 8192)]);
        File.Delete(survivor.Newsletter.DatabasePath + "-wal");

        await AssertRefusedAsync(survivor, survivor.Newsletter.DatabasePath);
    }

    [Test]
    public async Task A_damaged_index_of_the_write_ahead_log_is_rebuilt()
    {
        await using var survivor = await Survivor.CreateAsync(readers: 200);
        await using (var program = await survivor.StartAsync())
        {
            await survivor.WaitForMessagesAsync(program, 50);
            await survivor.KillAsync(program);
        }

        var index = survivor.Newsletter.DatabasePath + "-shm";
        var damaged = await File.ReadAllBytesAsync(index);
        new Random(1).NextBytes(damaged);
        await File.WriteAllBytesAsync(index, damaged);

        (await survivor.FinishAsync()).Hold(mostDuplicates: 4, mostUncertain: 0, "after a death, with a damaged -shm");
    }

    [Test]
    public async Task After_the_write_ahead_log_was_deleted_no_message_is_sent_twice()
    {
        await using var survivor = await Survivor.CreateAsync(readers: 200, "hold");
        await using (var program = await survivor.StartAsync())
        {
            await survivor.WaitForMessagesAsync(program, 50);
            await survivor.KillAsync(program);
        }

        await survivor.Server.WaitUntilLeftAsync(Limit);
        var before = survivor.Server.Received.Count;
        File.Delete(survivor.Newsletter.DatabasePath + "-wal");

        var (status, printed) = await survivor.Newsletter.RunAsync("send", "issues/news.md", "--yes");

        Assert.That((status, survivor.Server.Received.Count), Is.EqualTo((1, before)), printed);
    }

    [Test]
    public async Task A_changed_journal_mode_is_set_back_to_wal()
    {
        const string Pragma = "PRAGMA journal_mode = DELETE";
        await using var survivor = await Survivor.CreateAsync(readers: 20);
        await survivor.BeginAsync();
        await ExecuteAsync(survivor, Pragma);

        (await survivor.FinishAsync()).Hold(mostDuplicates: 0, mostUncertain: 0, Pragma);

        Assert.That(await ExecuteAsync(survivor, "PRAGMA journal_mode"), Is.EqualTo("wal"));
    }

    [Test]
    public async Task A_death_during_the_migration_leaves_a_database_that_the_next_start_can_use()
    {
        Strace.Require();
        var (points, isComplete) = (0, false);
        for (var n = 1; !isComplete; n++)
        {
            using var newsletter = new InstalledNewsletter(port: 25);
            var trace = Path.Combine(newsletter.Folder, "trace");
            await using (var program = newsletter.StartUnder(Strace.Holding("fsync", trace), "status"))
            {
                isComplete = await Strace.KillAtAsync(program, trace, n) < n;
            }

            await newsletter.FillAsync(readers: 1);
            Assert.That(await new LedgerFile(newsletter.DatabasePath).IntegrityAsync(), Is.EqualTo("ok"));
            points++;
        }

        TestContext.Out.WriteLine($"Sweep of the migration: {points} points, each usable afterwards");
        Assert.That(points, Is.GreaterThan(2));
    }

    private static async Task RaceAsync(int rounds)
    {
        var slowest = TimeSpan.Zero;
        for (var round = 0; round < rounds; round++)
        {
            await using var survivor = await Survivor.CreateAsync(readers: 20);
            await survivor.BeginAsync();
            var clock = Stopwatch.StartNew();
            var all = Enumerable.Range(0, 5).Select(_ => survivor.Newsletter.Start("run")).ToList();
            while (all.Count(program => program.HasExited) < 4 && clock.Elapsed < Limit)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20));
            }

            slowest = clock.Elapsed > slowest ? clock.Elapsed : slowest;
            var winner = all.Single(program => !program.HasExited);
            foreach (var refused in all.Where(program => program != winner))
            {
                Assert.That(await refused.WaitAsync(Limit), Is.EqualTo(1), refused.Output + refused.Error);
                Assert.That(refused.Error, Does.Contain("another dispatcher (process "), refused.Output);
            }

            await survivor.Ledger.WaitForAsync("done", Limit);
            winner.Send(Signal.Terminate);
            await winner.WaitAsync(Limit);
            (await survivor.JudgeAsync()).Hold(
                mostDuplicates: 0,
                mostUncertain: 0,
                about: round == 0 ? "five at once" : null
            );
            await Task.WhenAll(all.Select(program => program.DisposeAsync().AsTask()));
        }

        TestContext.Out.WriteLine(
            $"{rounds} rounds, one winner in each, the last of the others was refused after "
                + $"{slowest.TotalMilliseconds:F0} ms"
        );
    }

    /// <summary>
    /// Checks that neither the service nor a send by hand begins, and that each prints one plain line and ends.
    /// </summary>
    private static async Task AssertRefusedAsync(Survivor survivor, string expected)
    {
        var before = survivor.Server.Received.Count;
        foreach (var words in new string[][] { ["run"], ["send", "issues/news.md", "--yes"] })
        {
            var (status, printed) = await survivor.Newsletter.RunAsync(words);
            Assert.That(status, Is.EqualTo(1), printed);
            Assert.That(printed, Does.Contain(expected));
            Assert.That(
                printed.Split('\n', StringSplitOptions.RemoveEmptyEntries),
                Has.Length.LessThanOrEqualTo(2),
                "the error says what was requested and why it is refused"
            );
        }

        Assert.That(survivor.Server.Received, Has.Count.EqualTo(before));
    }

    private static async Task<string?> ExecuteAsync(Survivor survivor, string sql)
    {
        await using var connection = await survivor.Ledger.OpenAsync();
        return await connection.ExecuteScalarAsync<string>(sql);
    }
}
