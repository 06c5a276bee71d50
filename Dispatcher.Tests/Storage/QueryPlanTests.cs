using Dapper;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Storage;

/// <summary>
/// A view costs what the query it stands for costs: a long list is read by its keys, or once from one end to the other.
/// </summary>
[TestFixture, Integration]
internal sealed class QueryPlanTests
{
    private TestDatabase _db = null!;

    [SetUp]
    public async Task Open() => _db = await TestDatabase.CreateAsync();

    [TearDown]
    public void Close() => _db.Dispose();

    private const string Rule =
        "s.status = 'active' AND NOT EXISTS (SELECT 1 FROM suppressions x WHERE x.email_key = s.email_key)";

    [TestCase("TRUE ORDER BY s.id")]
    [TestCase("s.id > 5 ORDER BY s.id LIMIT 1000")]
    [TestCase("s.time_zone IN ('Europe/Berlin', 'Europe/Madrid')")]
    [TestCase("s.id IN (SELECT d.subscriber_id FROM deliveries d WHERE d.dispatch_id = 3)")]
    public async Task Who_may_get_mail_is_read_as_if_the_rule_stood_in_the_query(string condition)
    {
        var plan = await PlanAsync($"SELECT s.id, s.email FROM mailable_subscribers s WHERE {condition}");

        Assert.That(
            plan,
            Is.EqualTo(await PlanAsync($"SELECT s.id, s.email FROM subscribers s WHERE {Rule} AND {condition}"))
        );
        Assert.That(plan, Does.Contain("SEARCH x USING PRIMARY KEY").And.Not.Contain("MATERIALIZE"));
    }

    [Test]
    public async Task The_look_before_each_message_takes_one_row_of_each_table() =>
        Assert.That(
            await PlanAsync(
                """
                UPDATE deliveries SET state = 'sending'
                 WHERE dispatch_id = 3 AND subscriber_id = 5
                 AND EXISTS (SELECT 1 FROM mailable_subscribers s WHERE s.id = 5)
                """
            ),
            Does.Contain("SEARCH s ").And.Contain("SEARCH x USING PRIMARY KEY").And.Not.Contain("SCAN")
        );

    [TestCase(
        "SELECT * FROM deliveries d LEFT JOIN delivery_returns r ON r.dispatch_id = 3 AND r.subscriber_id = "
            + "d.subscriber_id WHERE d.dispatch_id = 3"
    )]
    [TestCase(
        "SELECT * FROM dispatches p LEFT JOIN delivery_returns r ON r.dispatch_id = p.id AND r.subscriber_id = 3"
    )]
    public async Task Of_all_returns_only_those_that_are_asked_for_are_read(string sql) =>
        Assert.That(
            await PlanAsync(sql),
            Does.Contain("SEARCH r USING").And.Not.Contain("SCAN r\n").And.Not.Contain("(dispatch_id>?)")
        );

    private async Task<string> PlanAsync(string sql)
    {
        await using var connection = await _db.Database.OpenAsync(CancellationToken.None);
        var steps = await connection.QueryAsync<(long Id, long Parent, long Unused, string Detail)>(
            "EXPLAIN QUERY PLAN " + sql
        );
        // Subqueries have numbers, which say nothing.
        return string.Concat(steps.Select(step => string.Concat(step.Detail.Where(c => !char.IsDigit(c))) + "\n"));
    }
}
