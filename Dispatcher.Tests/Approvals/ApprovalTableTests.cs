using Newsletter.Dispatcher.Approvals;
using Newsletter.Dispatcher.Tests.Support;
using static Newsletter.Dispatcher.Tests.Approvals.GivenApprovals;

namespace Newsletter.Dispatcher.Tests.Approvals;

[TestFixture, Integration]
internal sealed class ApprovalTableTests
{
    private static readonly IssuePrint Print = new("p", [new("issue", "issues/a.md", "d")]);

    private TestDatabase _db = null!;

    [SetUp]
    public async Task CreateDatabase() => _db = await TestDatabase.CreateAsync();

    [TearDown]
    public void DropDatabase() => _db.Dispose();

    [Test]
    public async Task A_decision_is_read_as_it_was_written()
    {
        await AddAsync(Decision(0, Ana, Print));
        await AddAsync(Decision(0, Ben, Print, ApprovalKind.SentBack));
        await AddAsync(Decision(0, Ben, Print) with { IssueSlug = "b" });

        var read = await ApprovalTable.OfAsync(_db.Database, "a", CancellationToken.None);

        Assert.That(
            read,
            Is.EqualTo(new[] { Decision(1, Ana, Print), Decision(2, Ben, Print, ApprovalKind.SentBack) })
        );
    }

    [Test]
    public async Task Only_what_one_person_decided_about_one_issue_is_taken_back()
    {
        await AddAsync(Decision(0, Ana, Print));
        await AddAsync(Decision(0, Ben, Print));
        await AddAsync(Decision(0, Ana, Print) with { IssueSlug = "b" });

        var count = await _db.Database.InTransactionAsync(
            (connection, transaction) =>
                ApprovalTable.TakeBackAsync(connection, transaction, "a", Ana.Actor, DateTimeOffset.UnixEpoch),
            CancellationToken.None
        );

        Assert.That(count, Is.EqualTo(1));
        Assert.That(
            await ApprovalTable.OfAsync(_db.Database, "a", CancellationToken.None),
            Is.EqualTo(new[] { Decision(1, Ana, Print, isTakenBack: true), Decision(2, Ben, Print) })
        );
        Assert.That(
            (await ApprovalTable.OfAsync(_db.Database, "b", CancellationToken.None)).Single().TakenBackAt,
            Is.Null
        );
    }

    private Task<int> AddAsync(Approval decision) =>
        _db.Database.InTransactionAsync(
            async (connection, transaction) =>
            {
                await ApprovalTable.AddAsync(connection, transaction, decision);
                return 0;
            },
            CancellationToken.None
        );
}
