using Newsletter.Dispatcher.Approvals;
using Newsletter.Dispatcher.Settings;
using static Newsletter.Dispatcher.Tests.Approvals.GivenApprovals;

namespace Newsletter.Dispatcher.Tests.Approvals;

[TestFixture]
internal sealed class ApprovalRuleTests
{
    private static readonly IssuePrint Now = Print("issue-b", "map-a");
    private static readonly IssuePrint Before = Print("issue-a", "map-a");

    [Test]
    public void Without_approvals_an_issue_goes_out_only_where_none_is_asked_for() =>
        Assert.That(
            Enum.GetValues<ApprovalMode>().Select(mode => ApprovalRule.Judge(mode, Now, []).WhyNot),
            Is.EqualTo(
                new[]
                {
                    null,
                    "is not approved: it needs one approval and has none",
                    "is not approved: it needs approvals by two different people and has none",
                }
            )
        );

    [Test]
    public void One_approval_of_these_bytes_is_enough_for_one_and_not_for_two()
    {
        var decisions = new[] { Decision(1, Ana, Now) };
        var (one, two) = (Judge(ApprovalMode.One, decisions), Judge(ApprovalMode.Two, decisions));

        Assert.That((one.IsApproved, one.InWords), Is.EqualTo((true, "is approved by Ana")));
        Assert.That(
            two.WhyNot,
            Is.EqualTo("is not approved: it needs approvals by two different people and has one, by Ana")
        );
    }

    [Test]
    public void Two_approvals_by_one_person_count_once()
    {
        var status = Judge(ApprovalMode.Two, Decision(1, Ana, Now), Decision(2, Ana, Now));

        Assert.That((status.IsApproved, status.Valid.Count), Is.EqualTo((false, 1)));
    }

    [Test]
    public void Two_people_are_two() =>
        Assert.That(
            Judge(ApprovalMode.Two, Decision(1, Ana, Now), Decision(2, Ben, Now)).InWords,
            Is.EqualTo("is approved by Ana and Ben")
        );

    [Test]
    public void An_approval_of_other_bytes_is_void_and_says_what_changed() =>
        Assert.That(
            Judge(ApprovalMode.One, Decision(1, Ana, Before)).WhyNot,
            Is.EqualTo(
                "is not approved: it needs one approval and has none; changed since Ana approved it: the text of "
                    + "issues/a.md"
            )
        );

    [Test]
    public void One_of_two_approvals_may_be_void()
    {
        var status = Judge(ApprovalMode.Two, Decision(1, Ana, Before), Decision(2, Ben, Now));

        Assert.That((status.IsApproved, status.Valid.Single().Name), Is.EqualTo((false, "Ben")));
    }

    [Test]
    public void What_was_taken_back_does_not_count() =>
        Assert.That(Judge(ApprovalMode.One, Decision(1, Ana, Now, isTakenBack: true)).IsApproved, Is.False);

    [Test]
    public void What_was_sent_back_needs_a_new_approval()
    {
        var (approved, sentBack) = (Decision(1, Ana, Now), Decision(2, Ben, Now, ApprovalKind.SentBack));

        Assert.That(
            Judge(ApprovalMode.One, approved, sentBack).WhyNot,
            Is.EqualTo("was sent back by Ben: The river is the Po")
        );
        Assert.That(Judge(ApprovalMode.One, approved, sentBack, Decision(3, Ana, Now)).IsApproved);
    }

    [Test]
    public void Bytes_that_come_back_after_others_were_sent_back_need_a_new_approval() =>
        Assert.That(
            Judge(ApprovalMode.One, Decision(1, Ana, Now), Decision(2, Ben, Before, ApprovalKind.SentBack)).IsApproved,
            Is.False
        );

    [Test]
    public void What_was_sent_back_and_then_changed_waits_for_approval() =>
        Assert.That(
            Judge(ApprovalMode.One, Decision(1, Ben, Before, ApprovalKind.SentBack)).WhyNot,
            Is.EqualTo("is not approved: it needs one approval and has none")
        );

    [Test]
    public void Bytes_that_come_back_as_they_were_approved_are_approved() =>
        Assert.That(Judge(ApprovalMode.One, Decision(1, Ana, Now), Decision(2, Ana, Before)).IsApproved);

    [Test]
    public void Files_that_came_and_went_are_named()
    {
        var changes = Print("issue-a", "map-a", "new-a").ChangesSince(Print("issue-a", "map-b").PartsJson);
        var gone = Print("issue-a", map: null).ChangesSince(Print("issue-a", "map-b").PartsJson);

        Assert.That(changes, Is.EqualTo(new[] { "the image map.png", "the image new.png (new)" }));
        Assert.That(gone, Is.EqualTo(new[] { "the image map.png (gone)" }));
    }

    private static ApprovalStatus Judge(ApprovalMode mode, params Approval[] decisions) =>
        ApprovalRule.Judge(mode, Now, decisions);

    private static IssuePrint Print(string issue, string? map, string? other = null)
    {
        List<PrintPart> parts = [new("issue", "issues/a.md", issue)];
        parts.AddRange(map is null ? [] : [new PrintPart("image", "map.png", map)]);
        parts.AddRange(other is null ? [] : [new PrintPart("image", "new.png", other)]);
        return new($"{issue} {map} {other}", parts);
    }
}
