using Newsletter.Dispatcher.Approvals;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tests.Support;
using static Newsletter.Dispatcher.Tests.Approvals.GivenApprovals;

namespace Newsletter.Dispatcher.Tests.Approvals;

[TestFixture, Integration]
internal sealed class ApprovalDeskTests
{
    private Workplace _work = null!;
    private ApprovalDesk _desk = null!;
    private IssuePackage _package = null!;

    [SetUp]
    public async Task Open()
    {
        _work = await Workplace.CreateAsync(subscribers: 0);
        _desk = _work.Ask(ApprovalMode.Two);
        _package = _work.Package(_work.Issue("a.md"));
    }

    [TearDown]
    public void Close() => _work.Dispose();

    [Test]
    public async Task Two_people_approve_one_after_the_other()
    {
        var first = await ApproveAsync(Ana);
        var second = await ApproveAsync(Ben);

        Assert.That(
            (Status(first).IsApproved, Status(second).IsApproved, Status(second).InWords),
            Is.EqualTo((false, true, "is approved by Ana and Ben"))
        );
    }

    [Test]
    public async Task A_second_approval_by_the_same_person_is_refused()
    {
        await ApproveAsync(Ana);

        Assert.That(
            Why(await ApproveAsync(Ana)),
            Is.EqualTo("Ana has approved issues/a.md as it is already; another person can approve it, too.")
        );
    }

    [Test]
    public async Task What_changed_while_somebody_looked_is_not_approved()
    {
        var seen = IssuePrint.Of(_package, _work.Newsletter).Value;
        var changed = _work.Package(_work.Issue("a.md", body: "Other words."));

        var result = await _desk.ApproveAsync(changed, seen, Ana, comment: null, CancellationToken.None);

        Assert.That(
            Why(result),
            Is.EqualTo(
                "issues/a.md, one of its images or its template changed while you looked at it; look again, and then "
                    + "decide."
            )
        );
        Assert.That(await ApprovalTable.OfAsync(_work.Database, "a", CancellationToken.None), Is.Empty);
    }

    [Test]
    public async Task Sending_back_needs_a_comment_and_voids_the_approvals()
    {
        await ApproveAsync(Ana);
        await ApproveAsync(Ben);

        var silent = await _desk.SendBackAsync(_package, seen: null, Ben, " \n ", CancellationToken.None);
        var result = await _desk.SendBackAsync(_package, seen: null, Ben, " It is the Po. ", CancellationToken.None);

        Assert.That(Why(silent), Is.EqualTo("Write a comment: the author needs to know what to change."));
        Assert.That(Status(result).WhyNot, Is.EqualTo("was sent back by Ben: It is the Po"));
    }

    [Test]
    public async Task A_person_takes_back_only_the_own_approval()
    {
        await ApproveAsync(Ana);
        await ApproveAsync(Ben);

        var (first, second) = (
            await _desk.TakeBackAsync("a", Ana, CancellationToken.None),
            await _desk.TakeBackAsync("a", Ana, CancellationToken.None)
        );

        var status = await new ApprovalGate(_work.Newsletter).StatusAsync(
            _package,
            _work.Database,
            CancellationToken.None
        );
        Assert.That((first, second), Is.EqualTo((true, false)));
        Assert.That(status.Valid.Select(one => one.Name), Is.EqualTo(new[] { "Ben" }));
    }

    [Test]
    public async Task Where_no_approval_is_asked_for_none_is_given()
    {
        _desk = _work.Ask(ApprovalMode.None);

        Assert.That(Why(await ApproveAsync(Ana)), Does.StartWith("This newsletter asks for no approval; set "));
    }

    [Test]
    public async Task A_comment_that_is_too_long_is_refused_with_its_length() =>
        Assert.That(
            Why(await _desk.ApproveAsync(_package, null, Ana, new string('x', 4001), CancellationToken.None)),
            Is.EqualTo("The comment has 4001 characters, but takes 4000 at most; shorten it.")
        );

    private Task<ApprovalResult> ApproveAsync(Decider by) =>
        _desk.ApproveAsync(_package, seen: null, by, comment: null, CancellationToken.None);

    private static ApprovalStatus Status(ApprovalResult result) => ((ApprovalResult.Done)result).Status;

    private static string Why(ApprovalResult result) => ((ApprovalResult.Refused)result).Why;
}
