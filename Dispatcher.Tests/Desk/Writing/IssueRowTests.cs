using System.Text;
using Newsletter.Dispatcher.Desk.Writing;
using Newsletter.Dispatcher.Issues;

namespace Newsletter.Dispatcher.Tests.Desk.Writing;

[TestFixture]
internal sealed class IssueRowTests
{
    private static readonly Dictionary<string, DateOnly> Sent = new() { ["sent"] = new(2026, 11, 20) };

    [TestCase("a", "title: River", "Draft", "River", "")]
    [TestCase("a", "title: River\nstatus: ready\ndate: 2026-11-25", "Ready", "River", "2026-11-25")]
    [TestCase("sent", "title: River\nstatus: ready\ndate: 2026-11-25", "Sent", "River", "2026-11-20")]
    [TestCase("a", "status: ready", "Ready", "a", "")]
    public void An_issue_stands_in_the_part_of_its_state(
        string slug,
        string matter,
        string group,
        string title,
        string day
    )
    {
        var row = Row(slug, matter);

        Assert.That(row.Group.ToString(), Is.EqualTo(group));
        Assert.That((row.Title, $"{row.Day:yyyy-MM-dd}"), Is.EqualTo((title, day)));
    }

    [Test]
    public void A_fault_is_named_until_the_issue_was_sent()
    {
        Assert.That(Row("a", "title: x\ndate: never").Fault, Is.Not.Null);
        Assert.That(Row("sent", "title: x\ndate: never").Fault, Is.Null);
        Assert.That(Row("a", "title: x").Fault, Is.Null);
    }

    [TestCase("river", true)]
    [TestCase("RIVER ana", true)]
    [TestCase("river tom", false)]
    [TestCase("2026-11", true)]
    [TestCase("", true)]
    public void Each_word_of_a_search_must_be_there(string search, bool isFound) =>
        Assert.That(Row("2026-11-20-x", "title: The river\nauthor: Ana").Has(search), Is.EqualTo(isFound));

    private static IssueRow Row(string slug, string matter)
    {
        var file = $"issues/{slug}.md";
        return IssueRow.Of(
            $"{slug}.md",
            IssueFile.Read(file, Encoding.UTF8.GetBytes($"---\n{matter}\n---\nText\n")),
            Sent
        );
    }
}
