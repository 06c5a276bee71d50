using Newsletter.Dispatcher.Editing;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Issues.Writing;

namespace Newsletter.Dispatcher.Tests.Editing;

[TestFixture]
internal sealed class SaveActionTests
{
    [TestCase(false, null, IssueStatus.Draft, "issue.create")]
    [TestCase(false, null, IssueStatus.Ready, "issue.release")]
    [TestCase(false, IssueStatus.Draft, IssueStatus.Draft, "issue.save")]
    [TestCase(true, IssueStatus.Draft, IssueStatus.Draft, "issue.restore")]
    [TestCase(true, IssueStatus.Draft, IssueStatus.Ready, "issue.release")]
    [TestCase(false, IssueStatus.Ready, IssueStatus.Ready, "issue.save")]
    [TestCase(false, IssueStatus.Ready, IssueStatus.Draft, "issue.take-back")]
    public void A_save_that_releases_is_called_so(bool isRestored, object? before, object after, string action) =>
        Assert.That(
            SaveAction.Of(
                isRestored ? VersionKind.Restored : VersionKind.Saved,
                (IssueStatus?)before,
                (IssueStatus)after
            ),
            Is.EqualTo(action)
        );
}
