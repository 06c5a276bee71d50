using Dapper;
using Microsoft.Extensions.Time.Testing;
using Newsletter.Dispatcher.Audit;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Audit;

[TestFixture]
[Integration]
internal sealed class AuditBookTests
{
    [Test]
    public async Task An_entry_is_kept_with_its_time_and_a_long_reason_is_cut()
    {
        using var db = await TestDatabase.CreateAsync();
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 8, 0, 0, TimeSpan.Zero));
        var book = new AuditBook(db.Database, clock);

        await book.RecordAsync(
            new("account:7", "issue.release", "issue:news", null, new string('x', 2000), "192.0.2.0/24"),
            CancellationToken.None
        );

        await using var connection = await db.Database.OpenAsync(CancellationToken.None);
        var row = await connection.QuerySingleAsync<(long At, string Actor, string Reason)>(
            "SELECT at, actor, reason FROM audit"
        );
        Assert.That(
            (row.At, row.Actor, row.Reason.Length),
            Is.EqualTo((clock.GetUtcNow().ToUnixTimeMilliseconds(), "account:7", AuditBook.LongestText))
        );
    }
}
