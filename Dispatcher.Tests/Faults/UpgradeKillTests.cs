using System.Globalization;
using System.IO.Compression;
using Dapper;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Faults;

/// <summary>
/// The real <c>upgrade</c> of a database of the first release is killed at each sync. Afterwards it is done again, and
/// ends as if nothing had happened; a copy that has its name is whole.
/// </summary>
[TestFixture, EndToEnd]
internal sealed class UpgradeKillTests
{
    private const int MostKills = 60;

    [Test]
    public async Task A_kill_at_each_sync_loses_nothing()
    {
        Strace.Require();
        var wanted = await KillAsync(n: 0);
        var points = 0;
        for (var n = 1; n <= MostKills; n++)
        {
            var facts = await KillAsync(n);
            if (facts is null)
            {
                break;
            }

            points++;
            Assert.That(facts, Is.EqualTo(wanted), $"killed at sync {n}");
        }

        await TestContext.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{points} kills"));
        Assert.That(points, Is.GreaterThan(5), "the sweep had points");
    }

    /// <returns>What the database holds after the second attempt; null where the first ended before the kill.</returns>
    private static async Task<string?> KillAsync(int n)
    {
        using var newsletter = new InstalledNewsletter(port: 25);
        await using (
            var zipped = File.OpenRead(
                Path.Combine(Corpora.Repository(), "Dispatcher.Tests", "Storage", "Released", "0.5.0.db.gz")
            )
        )
        await using (var zip = new GZipStream(zipped, CompressionMode.Decompress))
        await using (var file = File.Create(newsletter.DatabasePath))
        {
            await zip.CopyToAsync(file);
        }

        if (n > 0)
        {
            var trace = Path.Combine(newsletter.Folder, "trace");
            await using var program = newsletter.StartUnder(Strace.Holding("fsync", trace), "upgrade");
            if (await Strace.KillAtAsync(program, trace, n) < n)
            {
                return null;
            }
        }

        // Inside the tests' own process, which saves a start.
        await new DatabaseUpgrade(
            new Database($"Data Source={newsletter.DatabasePath};Pooling=False"),
            TimeProvider.System,
            say: _ => { }
        ).RunAsync(copies: true, CancellationToken.None);
        Assert.That(
            Directory
                .GetFiles(newsletter.Folder, "dispatcher.db.before-*")
                .Select(WholeDatabase.Fault)
                .Where(fault => fault is not null),
            Is.Empty,
            "each copy is whole"
        );
        return await FactsAsync(newsletter.DatabasePath);
    }

    private static async Task<string> FactsAsync(string path)
    {
        await using var connection = await new LedgerFile(path).OpenAsync();
        var schema = await connection.QueryAsync<string>(
            "SELECT name || ' ' || coalesce(sql, '') FROM sqlite_master ORDER BY name"
        );
        var rows = await connection.QueryAsync<string>(
            "SELECT id || ' ' || email || ' ' || status FROM subscribers ORDER BY id"
        );
        var sent = await connection.QueryAsync<string>(
            "SELECT subscriber_id || ' ' || state FROM deliveries ORDER BY subscriber_id"
        );
        var fault = await connection.ExecuteScalarAsync<string>("PRAGMA integrity_check");
        return string.Join('\n', [.. schema, .. rows, .. sent, fault ?? ""]);
    }
}
