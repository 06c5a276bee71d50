using Newsletter.Dispatcher.Accounts;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Desk;

[TestFixture, Integration]
internal sealed class ReturnsPageTests
{
    [Test]
    public async Task What_came_back_is_shown_with_its_evidence()
    {
        await using var desk = await DeskSite.OpenAsync();
        using var support = desk.As(Role.Support);
        using var editor = desk.As(Role.Editor);
        var empty = await support.PageAsync("desk/returns");
        await AddAsync(desk);

        var week = await support.PageAsync("desk/returns");
        var month = await support.PageAsync("desk/returns?days=30");
        var masked = await editor.PageAsync("desk/returns?days=30");
        var none = await support.PageAsync("desk/returns?reason=spam&domain=nowhere.example&before=2");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(empty, Does.Contain("Nothing came back in the last 7 days"));
            Assert.That(week, Does.Contain("bounce 5.2.2 &lt;ana@example.org&gt; full").And.Not.Contain("5.1.1"));
            Assert.That(month, Does.Contain("5.1.1").And.Contain("ana@example.org</a>"));
            Assert.That(masked, Does.Contain("&lt;a&#x2026;@example.org&gt; full").And.Not.Contain("ana@example.org"));
            Assert.That(none, Does.Contain("None of these came back"));
        }
    }

    private static async Task AddAsync(DeskSite desk)
    {
        var id = await desk.Host.AddAsync("ana@example.org");
        var now = desk.Host.Clock.GetUtcNow();
        await desk.Host.ScalarAsync<long>(
            """
            INSERT INTO returns (at, source, kind, subscriber_id, reason, status, class, is_hard, evidence) VALUES
                (@old, 'imap', 'bounce', @id, 'user-unknown', '5.1.1', 'dead-address', 1, 'bounce 5.1.1 nobody'),
                (@fresh, 'imap', 'bounce', @id, 'mailbox-full', '5.2.2', 'mailbox-full', 0,
                 'bounce 5.2.2 <ana@example.org> full')
            """,
            new
            {
                id,
                old = now.AddDays(-20).ToUnixTimeMilliseconds(),
                fresh = now.AddDays(-1).ToUnixTimeMilliseconds(),
            }
        );
    }
}
