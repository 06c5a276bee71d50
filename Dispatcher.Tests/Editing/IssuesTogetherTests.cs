using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Editing;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Schedule;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Editing;

[TestFixture]
internal sealed class IssuesTogetherTests
{
    private static readonly Issue Other = Given.Issue("x") with
    {
        File = "issues/b.md",
        Slug = "b",
        Title = "The old river",
        Tags = ["world"],
    };

    private static readonly DispatchedSlot Sent = new()
    {
        SlotDate = new(2026, 11, 24),
        State = DispatchState.Done,
        IssueSlug = "c",
        Title = "Sent before",
    };

    [TestCase("The Old River", "issues/b.md has the same title")]
    [TestCase("sent before", "the issue of 2026-11-24 has the same title")]
    public void A_title_that_was_used_before_is_named(string title, string expected) =>
        Assert.That(Found(Given.Issue("x", title: title)).Single().Message, Does.StartWith(expected));

    [Test]
    public void The_issue_itself_that_was_sent_before_is_no_other_one() =>
        Assert.That(Found(Given.Issue("x", title: "Sent before") with { Slug = "c" }), Is.Empty);

    [Test]
    public void Blanks_around_a_title_make_no_other_one() =>
        Assert.That(Found(Given.Issue("x", title: "The old river ")).Single().Name, Is.EqualTo("title-used"));

    [TestCase("payed", true, "did you mean paid?")]
    [TestCase("fuonder", true, "did you mean founder?")]
    [TestCase("nobody-has-it", true, "give the tag to somebody, or write all.")]
    [TestCase("nobody-has-it", false, null)]
    [TestCase("pai", false, "did you mean paid?")]
    [TestCase("founder", true, null)]
    [TestCase("paid", false, null)]
    public void An_audience_that_nobody_is_in_is_named(string audience, bool hasTags, string? expected)
    {
        var found = Found(Given.Issue("x") with { Audience = audience }, hasTags ? ["founder"] : null);

        Assert.That(found.Select(one => one.Name), expected is null ? Is.Empty : Is.EqualTo(["audience-unknown"]));
        Assert.That(found.Select(one => one.Message), expected is null ? Is.Empty : Has.All.EndsWith(expected));
    }

    [TestCase("wrold", "tag-near")]
    [TestCase("world", "")]
    [TestCase("rivers", "")]
    public void A_tag_that_is_nearly_one_of_another_issue_is_named(string tag, string expected) =>
        Assert.That(
            string.Join('|', Found(Given.Issue("x") with { Tags = [tag] }).Select(one => one.Name)),
            Is.EqualTo(expected)
        );

    private static List<Problem> Found(Issue issue, IReadOnlyList<string>? tags = null) =>
        [.. IssuesTogether.Problems([issue], [issue, Other], new KnownToCheck([Sent], tags))];
}
