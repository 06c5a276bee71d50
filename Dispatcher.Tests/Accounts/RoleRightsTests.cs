using Newsletter.Dispatcher.Accounts;

namespace Newsletter.Dispatcher.Tests.Accounts;

[TestFixture]
internal sealed class RoleRightsTests
{
    [Test]
    public void An_owner_may_do_everything() =>
        Assert.That(Enum.GetValues<Right>().Where(right => !RoleRights.Has(Role.Owner, right)), Is.Empty);

    [TestCase(Role.Writer, Right.WriteIssues, true)]
    [TestCase(Role.Writer, Right.ReleaseIssues, false)]
    [TestCase(Role.Writer, Right.ApproveIssues, false)]
    [TestCase(Role.Editor, Right.ReleaseIssues, true)]
    [TestCase(Role.Editor, Right.SeeReaders, false)]
    [TestCase(Role.Support, Right.ChangeReaders, true)]
    [TestCase(Role.Support, Right.ChangeManyReaders, false)]
    [TestCase(Role.Operator, Right.ControlDispatches, true)]
    [TestCase(Role.Operator, Right.ManageAccounts, false)]
    public void A_role_may_do_what_it_is_there_for(Role role, Right right, bool expected) =>
        Assert.That(RoleRights.Has(role, right), Is.EqualTo(expected));
}
