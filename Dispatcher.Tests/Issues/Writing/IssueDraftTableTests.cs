using Newsletter.Dispatcher.Issues.Writing;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Issues.Writing;

[TestFixture, Integration]
internal sealed class IssueDraftTableTests
{
    [Test]
    public async Task Each_person_has_one_draft_of_an_issue_and_discards_only_that()
    {
        using var db = await TestDatabase.CreateAsync();
        var drafts = new IssueDraftTable(db.Database);
        var first = new IssueDraft("a", DateTimeOffset.FromUnixTimeMilliseconds(1), "h1", "one");
        var second = new IssueDraft("a", DateTimeOffset.FromUnixTimeMilliseconds(2), "h2", "two");

        await drafts.KeepAsync("1", first, CancellationToken.None);
        await drafts.KeepAsync("1", second, CancellationToken.None);
        await drafts.KeepAsync("1", first with { Slug = "b" }, CancellationToken.None);
        await drafts.KeepAsync("2", first, CancellationToken.None);
        Assert.That(await drafts.FindAsync("1", "a", CancellationToken.None), Is.EqualTo(second));

        await drafts.DiscardAsync("1", "a", CancellationToken.None);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(await drafts.FindAsync("1", "a", CancellationToken.None), Is.Null);
            Assert.That(await drafts.FindAsync("1", "b", CancellationToken.None), Is.Not.Null);
            Assert.That(await drafts.FindAsync("2", "a", CancellationToken.None), Is.EqualTo(first));
        }
    }
}
