using Dapper;
using Microsoft.Extensions.Time.Testing;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Dispatches;

/// <summary>Who did not get an issue, and who of them is sent to again.</summary>
[TestFixture, Integration]
internal sealed class UnsentDeliveriesTests
{
    private static readonly DateTimeOffset Six = new(2026, 11, 24, 6, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _clock = new(Six);
    private Workplace _work = null!;

    /// <summary>1 sent, 2 and 3 failed, 4 deferred, 5 skipped, 6 uncertain; reader 3 has another domain.</summary>
    [SetUp]
    public async Task Open()
    {
        _clock.SetUtcNow(Six);
        _work = await Workplace.CreateAsync(subscribers: 7, _clock);
        await _work.BeginAsync(_work.Dispatcher(_work.Pickup()));
        await _work.ExecuteAsync(
            """
            UPDATE deliveries SET email = 'Reader3@Other.example' WHERE subscriber_id = 3;
            UPDATE subscribers SET email = 'Reader3@Other.example', email_key = 'reader3@other.example' WHERE id = 3;
            UPDATE deliveries SET state = 'sent', attempts = 1;
            UPDATE deliveries SET state = 'failed', class = 'policy', reply = '550 5.7.1 no' WHERE subscriber_id = 2;
            UPDATE deliveries SET state = 'failed', class = 'content', reply = '554 spam' WHERE subscriber_id = 3;
            UPDATE deliveries SET state = 'deferred', class = 'transient' WHERE subscriber_id = 4;
            UPDATE deliveries SET state = 'skipped' WHERE subscriber_id = 5;
            UPDATE deliveries SET state = 'uncertain' WHERE subscriber_id = 6;
            UPDATE dispatches SET state = 'done', reason = 'x', finished_at = 5;
            """
        );
    }

    [TearDown]
    public void Close() => _work.Dispose();

    [Test]
    public async Task They_are_read_page_by_page_with_the_words_of_the_relay()
    {
        var first = await Unsent().PageAsync(1, new(), after: 0, limit: 3, CancellationToken.None);
        var rest = await Unsent().PageAsync(1, new(), first[^1].SubscriberId, limit: 3, CancellationToken.None);

        Assert.That(first.Concat(rest).Select(row => row.SubscriberId), Is.EqualTo(new[] { 2, 3, 4, 5, 6 }));
        Assert.That((first[0].Reply, first[0].Cause), Is.EqualTo(("550 5.7.1 no", "policy")));
    }

    [TestCase(null, "policy", null, new[] { 2 })]
    [TestCase(null, null, "OTHER.example", new[] { 3 })]
    [TestCase("deferred", null, null, new[] { 4 })]
    [TestCase("failed", "transient", null, new int[0])]
    public async Task They_are_filtered(string? state, string? cause, string? domain, int[] expected) =>
        Assert.That(
            (
                await Unsent()
                    .PageAsync(
                        1,
                        new(DeliveryStates.Words.Find(state), cause, domain),
                        after: 0,
                        limit: 9,
                        CancellationToken.None
                    )
            ).Select(row => row.SubscriberId),
            Is.EqualTo(expected)
        );

    [Test]
    public async Task They_are_counted_by_state_cause_and_domain() =>
        Assert.That(
            (await Unsent().GroupsAsync(1, CancellationToken.None)).Select(one =>
                (one.State, one.Cause, one.Domain, one.Count)
            ),
            Is.EquivalentTo([
                (DeliveryState.Failed, "policy", "example.org", 1L),
                (DeliveryState.Failed, "content", "other.example", 1L),
                (DeliveryState.Deferred, "transient", "example.org", 1L),
                (DeliveryState.Skipped, "", "example.org", 1L),
                (DeliveryState.Uncertain, "", "example.org", 1L),
            ])
        );

    [Test]
    public async Task A_page_reads_nobody_who_has_it()
    {
        await using var connection = await _work.Database.OpenAsync(CancellationToken.None);
        var plan = await connection.QueryAsync<(long, long, long, string Detail)>(
            """
            EXPLAIN QUERY PLAN
            SELECT d.email
              FROM deliveries d
             WHERE d.dispatch_id = 1 AND d.state IN ('deferred', 'expired', 'failed', 'skipped', 'uncertain')
               AND d.subscriber_id IN (SELECT u.subscriber_id
                                         FROM deliveries u
                                        WHERE u.dispatch_id = 1
                                          AND u.state IN ('deferred', 'expired', 'failed', 'skipped', 'uncertain')
                                          AND u.subscriber_id > 5)
             ORDER BY d.subscriber_id LIMIT 50
            """
        );

        Assert.That(
            plan.Select(step => step.Detail),
            Has.Some.Contains("deliveries_unsent").And.Some.Contains("AND subscriber_id=?")
        );
    }

    [Test]
    public async Task Failed_ones_are_sent_to_again_and_nobody_else()
    {
        await _work.ExecuteAsync(
            "INSERT INTO suppressions (email_key, kind, reason, created_at) "
                + "VALUES ('reader2@example.org', 'bounce', 'x', 0)"
        );
        var plan = await Unsent().PlanAsync(1, new(), CancellationToken.None);
        var noted = 0;

        var again = await new UnsentDeliveries(
            _work.Database,
            _clock,
            (_, _) =>
            {
                noted++;
                return Task.CompletedTask;
            }
        ).SendAgainAsync(1, new(), CancellationToken.None);

        var dispatch = (await _work.Dispatches.FindAsync(1, CancellationToken.None))!;
        using (Assert.EnterMultipleScope())
        {
            Assert.That((plan.Failed, plan.MayNot, plan.TooLate, plan.Again), Is.EqualTo((2, 1, 0, 1)));
            Assert.That((again, noted), Is.EqualTo((1, 1)));
            Assert.That(
                await StatesAsync(),
                Is.EqualTo("sent failed pending deferred skipped uncertain sent"),
                "reader 2 is suppressed"
            );
            Assert.That((dispatch.State, dispatch.Changes), Is.EqualTo((DispatchState.Sending, 1L)));
        }
    }

    [Test]
    public async Task The_filter_decides_who_is_sent_to_again()
    {
        await Unsent().SendAgainAsync(1, new(Cause: "policy"), CancellationToken.None);

        Assert.That(await StatesAsync(), Is.EqualTo("sent pending failed deferred skipped uncertain sent"));
    }

    [Test]
    public async Task A_reader_whose_wave_is_over_is_not_sent_to_again()
    {
        await _work.ExecuteAsync(
            """
            INSERT INTO waves (dispatch_id, at, catch_up_until, cut_off_at, begun_at) VALUES (1, 7, 8, 9, 7);
            UPDATE deliveries SET wave_at = 7 WHERE subscriber_id = 2
            """
        );

        var plan = await Unsent().PlanAsync(1, new(), CancellationToken.None);
        var again = await Unsent().SendAgainAsync(1, new(), CancellationToken.None);

        Assert.That((plan.TooLate, plan.Again, again), Is.EqualTo((1L, 1L, 1)));
        Assert.That(await StatesAsync(), Does.StartWith("sent failed pending"));
    }

    [TestCase("stopped", 0)]
    [TestCase("done", 6)]
    public async Task A_dispatch_that_sends_nothing_more_is_left_alone(string state, int hours)
    {
        await _work.ExecuteAsync($"UPDATE dispatches SET state = '{state}'");
        _clock.Advance(TimeSpan.FromHours(hours));

        Assert.That(await Unsent().SendAgainAsync(1, new(), CancellationToken.None), Is.Null);
        Assert.That(await StatesAsync(), Does.StartWith("sent failed failed"));
    }

    private UnsentDeliveries Unsent() => new(_work.Database, _clock);

    private async Task<string> StatesAsync()
    {
        await using var connection = await _work.Database.OpenAsync(CancellationToken.None);
        return string.Join(
            ' ',
            await connection.QueryAsync<string>("SELECT state FROM deliveries ORDER BY subscriber_id")
        );
    }
}
