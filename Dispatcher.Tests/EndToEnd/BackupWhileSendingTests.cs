using System.Globalization;
using Dapper;
using Newsletter.Dispatcher.Backups;
using Newsletter.Dispatcher.Commands.Bench;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.EndToEnd;

/// <summary>
/// The figure of docs/performance.md: how much slower a dispatch is while a large database is backed up. One dispatch
/// after the other goes to smtp-sink, without a backup, during one, and again without.
/// </summary>
[TestFixture, EndToEnd]
internal sealed class BackupWhileSendingTests
{
    private const int Recipients = 20_000;
    private const int RunsWithout = 3;
    private const int MostRuns = 60;
    private const double LeastShare = 0.9;

    private TestFolder _folder = null!;
    private Database _database = null!;

    [SetUp]
    public void Use()
    {
        _folder = new TestFolder();
        _folder.CopyTemplates();
        _database = new Database($"Data Source={_folder.File("bench.db")}");
    }

    [TearDown]
    public void Clean()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    [Explicit("minutes, and three times the size in room"), Category("Long")]
    [TestCase(1)]
    [TestCase(10)]
    public async Task A_backup_costs_a_dispatch_a_tenth_of_its_rate_at_most(int gigabytes)
    {
        Peer.Require(PostfixTools.Missing());
        var bench = await OurBench.PrepareAsync(
            new BenchPlan(Recipients, 30_000, 8, Path.Combine(_folder.Path, "templates"), []),
            _folder.Path,
            TimeProvider.System,
            CancellationToken.None
        );
        await FillAsync(gigabytes * 1024);
        _ = await RateAsync(bench);

        List<double> without = [],
            during = [];
        await RunAsync(bench, without, until: null);
        var began = TimeProvider.System.GetTimestamp();
        var backup = BackUpAsync();
        await RunAsync(bench, during, until: backup);
        var made = await backup;
        var took = TimeProvider.System.GetElapsedTime(began);
        await RunAsync(bench, without, until: null);

        var share = Median(during) / Median(without);
        await TestContext.Out.WriteLineAsync(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{made.DatabaseOctets / 1e9:0.0} GB, backed up within {took.TotalSeconds:0} s: without "
                    + $"{Words(without)}, during {Words(during)} messages/s, share {share:0.00}"
            )
        );
        Assert.That(share, Is.GreaterThanOrEqualTo(LeastShare));
    }

    private async Task RunAsync(OurBench bench, List<double> rates, Task? until)
    {
        for (var run = 0; until is null ? run < RunsWithout : run < MostRuns && !until.IsCompleted; run++)
        {
            rates.Add(await RateAsync(bench));
        }
    }

    private async Task<double> RateAsync(OurBench bench)
    {
        await using (var connection = await _database.OpenAsync(CancellationToken.None))
        {
            await connection.ExecuteAsync(
                """
                DELETE FROM attempts; DELETE FROM deliveries; DELETE FROM dispatch_relays; DELETE FROM wave_zones;
                DELETE FROM waves;
                DELETE FROM dispatch_files WHERE dispatch_id > 1;
                DELETE FROM dispatches WHERE id > 1;
                """
            );
        }

        return (await bench.RunAsync(CancellationToken.None)).Rate;
    }

    private Task<BackupResult> BackUpAsync()
    {
        var settings = new DispatcherSettings(
            NewsletterSample.Settings(),
            new DeliverySettings(),
            Relays: [],
            new StorageSettings { ConnectionString = _database.ConnectionString, KeyFile = _folder.File("bench.keys") }
        );
        return new BackupMaker(
            new NewsletterFolder(_folder.Path),
            settings,
            _database,
            TimeProvider.System
        ).ToFileAsync(_folder.File("backup.tar.gz"), @lock: null, CancellationToken.None);
    }

    /// <summary>An old dispatch with large files that cannot be compressed, which is the slowest case.</summary>
    private async Task FillAsync(int megabytes)
    {
        await using var connection = await _database.OpenAsync(CancellationToken.None);
        await connection.ExecuteAsync(
            """
            PRAGMA synchronous = OFF;
            INSERT INTO dispatches (id, kind, slot_date, issue_slug, state, slot_at, cut_off_at, created_at)
                VALUES (1, 'issue', '2020-01-01', 'old', 'done', 1, 2, 3);
            """
        );
        for (var done = 0; done < megabytes; done += 64)
        {
            await connection.ExecuteAsync(
                """
                WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 64)
                INSERT INTO dispatch_files (dispatch_id, revision, name, content)
                SELECT 1, 0, 'f' || (@done + i), randomblob(1048576) FROM n
                """,
                new { done }
            );
        }

        await connection.ExecuteAsync("PRAGMA wal_checkpoint(TRUNCATE)");
    }

    private static double Median(List<double> rates) => rates.Order().ElementAt(rates.Count / 2);

    private static string Words(List<double> rates) =>
        string.Join(", ", rates.Select(rate => rate.ToString("N0", CultureInfo.InvariantCulture)));
}
