using Newsletter.Dispatcher.Editing;
using Newsletter.Dispatcher.Issues;

namespace Newsletter.Dispatcher.Tests.Editing;

[TestFixture]
internal sealed class ReleaseRuleTests
{
    [TestCase(null, IssueStatus.Draft, false, true)]
    [TestCase(null, IssueStatus.Ready, false, false)]
    [TestCase(IssueStatus.Draft, IssueStatus.Draft, false, true)]
    [TestCase(IssueStatus.Draft, IssueStatus.Ready, false, false)]
    [TestCase(IssueStatus.Ready, IssueStatus.Draft, false, false)]
    [TestCase(IssueStatus.Ready, IssueStatus.Ready, false, false)]
    [TestCase(IssueStatus.Draft, IssueStatus.Ready, true, true)]
    [TestCase(IssueStatus.Ready, IssueStatus.Draft, true, true)]
    public void Only_who_may_release_saves_what_is_sent(IssueStatus? now, object wished, bool mayRelease, bool may) =>
        Assert.That(ReleaseRule.Fault(now, (IssueStatus)wished, mayRelease) is null, Is.EqualTo(may));

    [TestCase("---\ntitle: A\nstatus: ready\n---\nText\n", true)]
    [TestCase("---\ntitle: A\nstatus: READY\ndate: never\n---\nText\n", true, TestName = "Another key is wrong")]
    [TestCase("---\ntitle: A\n---\nstatus: ready\n", false)]
    [TestCase("status: ready\n", false)]
    public void The_status_is_read_as_the_queue_reads_it(string text, bool isReady) =>
        Assert.That(
            ReleaseRule.StatusOf("a", System.Text.Encoding.UTF8.GetBytes(text)) is IssueStatus.Ready,
            Is.EqualTo(isReady)
        );
}
