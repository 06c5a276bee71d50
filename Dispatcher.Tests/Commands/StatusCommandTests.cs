using Dapper;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Commands;

[TestFixture, Integration]
internal sealed class StatusCommandTests
{
    private readonly CommandRun _run = new();

    [TearDown]
    public void Clean() => _run.Dispose();

    [Test]
    public async Task Dead_addresses_and_complaints_are_told_once_each()
    {
        await _run.BeginAsync(readers: 4);
        await ExecuteAsync(
            """
            UPDATE deliveries SET state = 'sent';
            UPDATE deliveries SET state = 'failed', class = 'dead-address' WHERE subscriber_id = 1;
            INSERT INTO returns (at, source, kind, subscriber_id, dispatch_id, reason, class, is_hard)
            VALUES (0, 'file', 'bounce', 1, 1, 'user-unknown', 'dead-address', 1), (0, 'file', 'bounce', 2, 1, 'user-unknown', 'dead-address', 1),
                   (0, 'file', 'bounce', 3, 1, 'spam', 'policy', 0), (0, 'file', 'complaint', 4, 1, 'complaint', NULL, 0);
            """);

        using (Assert.EnterMultipleScope())
        {
            Assert.That((await _run.RunAsync("status", "--dispatch", "1")).Output, Does.Contain("2 went to dead addresses, 50 %: inboxes want less than 2 % and begin to refuse").And.Contain("1 were marked as spam, 25 %."));
            Assert.That((await _run.RunAsync("status", "--dispatch", "1", "--json")).Output, Does.Contain("\"rates\":{\"dead\":2,\"dead_share\":0.5,\"complaints\":1,\"complaint_share\":0.25}"));
        }
    }

    [Test]
    public async Task Mails_that_did_not_go_are_told_and_nothing_where_all_went()
    {
        await _run.BeginAsync(readers: 1);
        var before = await _run.RunAsync("status");
        var now = _run.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        await ExecuteAsync(
            $"""
            INSERT INTO mails (kind, once_key, subscriber_id, email, mail_values, state, due_at, expires_at, created_at, updated_at, reply)
            VALUES ('confirm', 'a', 1, 'a@example.org', '', 'pending', {now - 90_000}, {now + 1000}, 0, {now}, NULL),
                   ('confirm', 'b', 1, 'a@example.org', '', 'pending', {now}, {now + 1000}, 0, {now}, NULL),
                   ('welcome', 'c', 1, 'a@example.org', '', 'failed', {now}, {now + 1000}, 0, {now}, '550 5.7.1 no'),
                   ('welcome', 'd', 1, 'a@example.org', '', 'failed', 0, 1, 0, {now - 90_000_000}, 'old'),
                   ('welcome', 'e', 1, 'a@example.org', '', 'sent', 0, 1, 0, {now}, '250');
            """);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(before.Output, Does.Not.Contain("Mails"));
            Assert.That((await _run.RunAsync("status")).Output, Does.EndWith("Mails such as confirm and welcome: 1 waiting, 1 failed within a day. Last said: 550 5.7.1 no\n"));
            Assert.That((await _run.RunAsync("status", "--json")).Output, Does.Contain("{\"mails\":{\"waiting\":1,\"failed\":1,\"reply\":\"550 5.7.1 no\"}}"));
        }
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = await (await _run.DatabaseAsync()).OpenAsync(CancellationToken.None);
        await connection.ExecuteAsync(sql);
    }
}
