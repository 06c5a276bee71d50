using Dapper;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Commands.Dispatches;

[TestFixture, Integration]
internal sealed class StatusCommandTests
{
    private readonly CommandRun _run = new();

    [TearDown]
    public void Clean() => _run.Dispose();

    [Test]
    public async Task A_reduced_pace_is_shown_with_its_setting()
    {
        await _run.BeginAsync(readers: 1);
        await ExecuteAsync("UPDATE dispatches SET found_pace = 'relay:587 takes about 13 messages a second now.'");

        Assert.That(
            (await _run.RunAsync("status", "--dispatch", "1")).Output,
            Does.Contain("Slowed by refusals: relay:587 takes about 13 messages a second now.")
        );
        Assert.That(
            (await _run.RunAsync("status", "--dispatch", "1", "--json")).Output,
            Does.Contain("\"found_pace\":\"relay:587 takes about 13")
        );
        Assert.That(
            (await _run.RunAsync("status", "--json")).Output,
            Does.Contain("\"found_pace\":\"relay:587 takes about 13")
        );
    }

    [Test]
    public async Task The_size_of_the_database_is_shown()
    {
        await _run.BeginAsync(readers: 1);

        Assert.That((await _run.RunAsync("status")).Output, Does.Match(@"Database: [0-9.]+ MB, [0-9.]+ MB of it free"));
        Assert.That(
            (await _run.RunAsync("status", "--json")).Output,
            Does.Match("""{"database":{"bytes":[0-9]+,"free":[0-9]+,"last":null,"used":[0-9]+}}""")
        );
    }

    [Test]
    public async Task Dead_addresses_and_complaints_have_one_line_each()
    {
        await _run.BeginAsync(readers: 4);
        await ExecuteAsync(
            """
            UPDATE deliveries SET state = 'sent';
            UPDATE deliveries SET state = 'failed', class = 'dead-address' WHERE subscriber_id = 1;
            INSERT INTO returns (at, source, kind, subscriber_id, dispatch_id, reason, class, is_hard)
            VALUES (0, 'file', 'bounce', 1, 1, 'user-unknown', 'dead-address', 1),
            (0, 'file', 'bounce', 2, 1, 'user-unknown', 'dead-address', 1),
                   (0, 'file', 'bounce', 3, 1, 'spam', 'policy', 0),
                       (0, 'file', 'complaint', 4, 1, 'complaint', NULL, 0);
            """
        );

        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                (await _run.RunAsync("status", "--dispatch", "1")).Output,
                Does.Contain("2 went to dead addresses, 50 %: inboxes want less than 2 % and begin to refuse")
                    .And.Contain("1 marked it as spam, 25 %.")
            );
            Assert.That(
                (await _run.RunAsync("status", "--dispatch", "1")).Output,
                Does.Contain("Failed: 1 dead-address.").And.Not.Contain("Domain")
            );
            Assert.That(
                (await _run.RunAsync("status", "--dispatch", "1", "--json")).Output,
                Does.Contain(
                        "\"rates\":{\"dead\":2,\"dead_share\":0.5,\"dead_verdict\":\"bad\","
                            + "\"complaints\":1,\"complaint_share\":0.25,\"complaint_verdict\":\"good\"}"
                    )
                    .And.Contain("\"failures\":{\"dead-address\":1}")
            );
            Assert.That(
                (await _run.RunAsync("status")).Output,
                Does.Contain("Of dispatch 1, 2 went to dead addresses, 50 %")
            );
        }
    }

    [Test]
    public async Task Each_domain_has_its_own_rates()
    {
        await _run.BeginAsync(readers: 6);
        await ExecuteAsync(
            "UPDATE deliveries SET state = 'sent'; UPDATE deliveries SET email = 'reader' || subscriber_id || "
                + "'@other.example' WHERE subscriber_id > 3"
        );
        var allWell = (await _run.RunAsync("status", "--dispatch", "1")).Output;
        await ExecuteAsync(
            """
            UPDATE deliveries SET state = 'sent';
            UPDATE deliveries SET email = 'reader' || subscriber_id || '@Slow.example', state = 'deferred'
                WHERE subscriber_id = 1;
            UPDATE deliveries SET email = 'reader' || subscriber_id || '@dead.example', state = 'failed',
                class = 'dead-domain' WHERE subscriber_id IN (2, 3);
            INSERT INTO returns (at, source, kind, subscriber_id, dispatch_id, reason, class, is_hard)
                VALUES (0, 'file', 'bounce', 4, 1, 'mailbox-full', 'mailbox-full', 0);
            """
        );

        var lines = (await _run.RunAsync("status", "--dispatch", "1"))
            .Output.Split('\n')
            .Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
            .ToList();

        Assert.That(allWell, Does.Not.Contain("other.example"), "a table only where there is something to see");
        Assert.That(
            lines,
            Does.Contain("other.example 3 0 0 1")
                .And.Contain("dead.example 0 0 2 0 100 %")
                .And.Contain("slow.example 0 1 0 0")
        );
        Assert.That(
            (await _run.RunAsync("status", "--dispatch", "1", "--json")).Output,
            Does.Contain(
                "{\"domain\":\"dead.example\",\"sent\":0,\"deferred\":0,\"failed\":2,\"soft_bounces\":0,"
                    + "\"rates\":{\"dead\":2,\"dead_share\":1,\"dead_verdict\":\"bad\""
            )
        );
    }

    [Test]
    public async Task Mails_that_were_not_sent_are_shown_only_if_there_are_any()
    {
        await _run.BeginAsync(readers: 1);
        var before = await _run.RunAsync("status");
        var now = _run.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        await ExecuteAsync(
            $"""
            INSERT INTO mails (kind, once_key, subscriber_id, email, mail_values, state, due_at, expires_at, created_at,
                updated_at, reply)
            VALUES ('confirm', 'a', 1, 'a@example.org', '', 'pending', {now - 90_000}, {now + 1000}, 0, {now}, NULL),
                   ('confirm', 'b', 1, 'a@example.org', '', 'pending', {now}, {now + 1000}, 0, {now}, NULL),
                   ('welcome', 'c', 1, 'a@example.org', '', 'failed', {now}, {now + 1000}, 0, {now}, '550 5.7.1 no'),
                   ('welcome', 'f', 1, 'a@example.org', '', 'failed', {now}, {now + 1000}, 0, {now
                - 5000}, '999 an older reply'),
                   ('welcome', 'd', 1, 'a@example.org', '', 'failed', 0, 1, 0, {now - 90_000_000}, 'old'),
                   ('welcome', 'e', 1, 'a@example.org', '', 'sent', 0, 1, 0, {now}, '250');
            """
        );

        using (Assert.EnterMultipleScope())
        {
            Assert.That(before.Output, Does.Not.Contain("Mails"));
            Assert.That(
                (await _run.RunAsync("status")).Output,
                Does.Contain(
                    "Mails such as confirm and welcome: 1 waiting, 2 failed within a day. Last said: 550 5.7.1 no\n"
                )
            );
            Assert.That(
                (await _run.RunAsync("status", "--json")).Output,
                Does.Contain("{\"mails\":{\"waiting\":1,\"failed\":2,\"reply\":\"550 5.7.1 no\"}}")
            );
        }
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = await (await _run.DatabaseAsync()).OpenAsync(CancellationToken.None);
        await connection.ExecuteAsync(sql);
    }
}
