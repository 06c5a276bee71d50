using Microsoft.Extensions.Time.Testing;
using Newsletter.Dispatcher.Approvals;
using Newsletter.Dispatcher.Tests.Support;
using static Newsletter.Dispatcher.Tests.Approvals.GivenApprovals;

namespace Newsletter.Dispatcher.Tests.Approvals;

[TestFixture, Integration]
internal sealed class CommentTableTests
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 24, 5, 0, 0, TimeSpan.Zero));
    private TestDatabase _db = null!;

    [SetUp]
    public async Task CreateDatabase() => _db = await TestDatabase.CreateAsync();

    [TearDown]
    public void DropDatabase() => _db.Dispose();

    [Test]
    public async Task Comments_are_read_in_the_order_in_which_they_were_written()
    {
        var desk = new ApprovalDesk(_db.Database, NewsletterSample.Settings(), _clock);

        await desk.CommentAsync("a", Ana, " Is it the Po? ", CancellationToken.None);
        await desk.CommentAsync("b", Ben, "Another issue.", CancellationToken.None);
        await desk.CommentAsync("a", Ben, "It is.\r\nI looked.", CancellationToken.None);

        Assert.That(
            await CommentTable.OfAsync(_db.Database, "a", CancellationToken.None),
            Is.EqualTo(new[] { Comment(1, Ana, "Is it the Po?"), Comment(3, Ben, "It is.\nI looked.") })
        );
    }

    [TestCase("  ", "The comment is empty; write something.")]
    [TestCase("a\0", "The comment holds a control character that cannot be seen; write it again without.")]
    public async Task What_is_no_comment_is_refused(string text, string why)
    {
        var desk = new ApprovalDesk(_db.Database, NewsletterSample.Settings(), _clock);

        Assert.That(await desk.CommentAsync("a", Ana, text, CancellationToken.None), Is.EqualTo(why));
        Assert.That(await CommentTable.OfAsync(_db.Database, "a", CancellationToken.None), Is.Empty);
    }

    private IssueComment Comment(long id, Decider by, string body) =>
        new()
        {
            Id = id,
            IssueSlug = "a",
            Actor = by.Actor,
            Name = by.Name,
            Body = body,
            CreatedAt = _clock.GetUtcNow(),
        };
}
