using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;
using Newsletter.Dispatcher.Audit;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Audit;

[TestFixture, Integration]
internal sealed class AuditTrailTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 23, 8, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _clock = new(Start);
    private TestDatabase _db = null!;
    private AuditTrail _trail = null!;

    [SetUp]
    public async Task Write()
    {
        _clock.AdjustTime(Start);
        _db = await TestDatabase.CreateAsync();
        _trail = new(_db.Database);
        await RecordAsync("account:7", "issue.approve", "issue:news");
        await RecordAsync("account:7", "reader.extend", "reader:1");
        await RecordAsync("cli:ana", "reader.extend", "reader:12");
        await RecordAsync("api", "readers.import", "readers");
    }

    [TearDown]
    public void DropDatabase() => _db.Dispose();

    private static IEnumerable<TestCaseData> Filters() =>
        [
            new TestCaseData(new AuditFilter(), "4 3 2 1").SetName("All, newest first"),
            new TestCaseData(new AuditFilter(Actor: "account:7"), "2 1").SetName("By account"),
            new TestCaseData(new AuditFilter(Kind: "reader"), "3 2").SetName("By the kind of subject"),
            new TestCaseData(new AuditFilter(Subject: "reader:1"), "2").SetName("By subject, exactly"),
            new TestCaseData(new AuditFilter(Action: "reader.extend"), "3 2").SetName("By action"),
            new TestCaseData(new AuditFilter(Action: "reader"), "3 2").SetName("By the noun of an action"),
            new TestCaseData(new AuditFilter(Action: "reader_"), "").SetName("No sign stands for another"),
            new TestCaseData(new AuditFilter(From: Start.AddHours(2)), "4 3").SetName("From an instant on"),
            new TestCaseData(new AuditFilter(Until: Start.AddHours(2)), "2 1").SetName("Until an instant"),
            new TestCaseData(new AuditFilter(Actor: "account:7", Kind: "issue"), "1").SetName("Two wishes"),
        ];

    [TestCaseSource(nameof(Filters))]
    public async Task Rows_are_found(AuditFilter filter, string ids)
    {
        var rows = await _trail.ReadAsync(filter, before: null, limit: 10, CancellationToken.None);

        Assert.That(string.Join(' ', rows.Select(row => row.Id)), Is.EqualTo(ids));
    }

    [Test]
    public async Task A_row_is_read_as_it_was_written() =>
        Assert.That(
            (await _trail.OfAsync("reader:12", limit: 10, CancellationToken.None)).Single(),
            Is.EqualTo(
                new AuditRow
                {
                    Id = 3,
                    At = Start.AddHours(2),
                    Actor = "cli:ana",
                    Action = "reader.extend",
                    Subject = "reader:12",
                    Details = "until 2027-01-31",
                    Reason = "a letter",
                    Origin = "terminal",
                }
            )
        );

    [Test]
    public async Task Pages_follow_one_another_without_a_gap()
    {
        var first = await _trail.ReadAsync(new(), before: null, limit: 3, CancellationToken.None);
        await RecordAsync("api", "reader.extend", "reader:9");
        var second = await _trail.ReadAsync(new(), first[^1].Id, limit: 3, CancellationToken.None);

        Assert.That(first.Concat(second).Select(row => row.Id), Is.EqualTo(new[] { 4, 3, 2, 1 }));
    }

    [Test]
    public async Task An_export_reads_more_than_it_holds_at_once()
    {
        await using (var connection = await _db.Database.OpenAsync(CancellationToken.None))
        {
            await connection.ExecuteAsync(
                """
                WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2500)
                INSERT INTO audit (at, actor, action, subject, origin) SELECT i, 'api', 'a.b', 'c:1', 'x' FROM n
                """
            );
        }

        var ids = new List<long>();
        await foreach (var row in _trail.AllAsync(new AuditFilter(Action: "a.b"), CancellationToken.None))
        {
            ids.Add(row.Id);
        }

        Assert.That(ids, Has.Count.EqualTo(2500).And.Unique.And.Ordered.Descending);
    }

    [TestCase("UPDATE audit SET actor = 'x' WHERE id = 1", "rows of the audit stay as they are")]
    [TestCase("DELETE FROM audit", "rows of the audit stay")]
    [TestCase(
        "INSERT OR REPLACE INTO audit (id, at, actor, action, subject, origin) VALUES (1, 0, 'x', 'x', 'x', 'x')",
        "rows of the audit stay as they are"
    )]
    public async Task Nothing_edits_a_row(string sql, string why)
    {
        await using var connection = await _db.Database.OpenAsync(CancellationToken.None);

        var refused = await Assert.ThrowsAsync<SqliteException>(() => connection.ExecuteAsync(sql));

        Assert.That(refused!.Message, Does.Contain(why));
        Assert.That(
            (await _trail.OfAsync("issue:news", limit: 1, CancellationToken.None)).Single().Actor,
            Is.EqualTo("account:7")
        );
    }

    private async Task RecordAsync(string actor, string action, string subject)
    {
        await new AuditBook(_db.Database, _clock).RecordAsync(
            new(actor, action, subject, "until 2027-01-31", "a letter", "terminal"),
            CancellationToken.None
        );
        _clock.Advance(TimeSpan.FromHours(1));
    }
}
