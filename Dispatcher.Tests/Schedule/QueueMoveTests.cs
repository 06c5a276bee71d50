using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Schedule;

namespace Newsletter.Dispatcher.Tests.Schedule;

/// <summary>It is Monday 2026-01-05, 05:00 in Berlin; slots are at 06:00, and Wednesday is a holiday.</summary>
[TestFixture]
internal sealed class QueueMoveTests
{
    private readonly QueueMove _move = new(
        new QueueNow(
            new Waves(GivenSlots.Calendar("2026-01-07")),
            GivenSlots.InBerlin("2026-01-05 05:00"),
            DateTimeOffset.MinValue,
            GivenSlots.Candidates(
                GivenSlots.Issue("floating"),
                GivenSlots.Issue("pinned", "2026-01-06"),
                GivenSlots.Issue("draft", "2026-01-08", IssueStatus.Draft),
                GivenSlots.Issue("rival", "2026-01-06", IssueStatus.Draft),
                GivenSlots.Issue("sent"),
                GivenSlots.Issue("holiday", "2026-01-07", IssueStatus.Draft)
            ),
            [GivenSlots.Row("2026-01-02", DispatchState.Done, "sent")]
        )
    );

    [TestCase("floating", "2026-01-05")]
    [TestCase("floating", "2026-01-09")]
    [TestCase("pinned", "2026-01-09")]
    [TestCase("draft", "2026-01-08")]
    public void An_issue_can_go_to_an_open_day_that_no_other_names(string slug, string day) =>
        Assert.That(_move.WhyNotTo(slug, GivenSlots.Date(day)), Is.Null);

    [TestCase("floating", "2026-01-06", "2026-01-06 is taken by issues/pinned.md; ")]
    [TestCase("floating", "2026-01-08", "2026-01-08 is taken by issues/draft.md; ")]
    [TestCase("floating", "2026-01-07", "2026-01-07 is no send day (a holiday); ")]
    [TestCase("floating", "2026-01-10", "2026-01-10 is no send day (a Saturday); ")]
    [TestCase("floating", "2026-01-02", "2026-01-02 is in the past; ")]
    public void A_day_that_cannot_be_had_is_refused_with_days_that_are_free(string slug, string day, string why) =>
        Assert.That(
            _move.WhyNotTo(slug, GivenSlots.Date(day)),
            Is.EqualTo(
                why + "free days: Mon 2026-01-05, Fri 2026-01-09, Mon 2026-01-12, Tue 2026-01-13, Wed 2026-01-14."
            )
        );

    [TestCase("sent", "issues/sent.md was dispatched on 2026-01-02; a change of the file would change nothing that")]
    [TestCase("nobody", "there is no issue issues/nobody.md that can be read; check it with: dispatcher issue check")]
    public void What_does_not_wait_is_not_changed(string slug, string why)
    {
        Assert.That(_move.WhyNotTo(slug, GivenSlots.Date("2026-01-09")), Does.StartWith(why));
        Assert.That(_move.WhyNotRelease(slug), Does.StartWith(why));
    }

    [Test]
    public void A_draft_is_released_when_it_can_have_its_day()
    {
        Assert.That(_move.WhyNotRelease("draft"), Is.Null);
        Assert.That(_move.WhyNotRelease("floating"), Is.Null);
        Assert.That(
            _move.WhyNotRelease("rival"),
            Does.StartWith("2026-01-06 is taken by issues/pinned.md. Move the issue to another day first; free days: ")
        );
        Assert.That(_move.WhyNotRelease("holiday"), Does.StartWith("2026-01-07 is no send day (a holiday). Move"));
    }

    [Test]
    public void The_days_on_offer_include_the_one_that_the_issue_has() =>
        Assert.That(
            _move.Days("draft", 3),
            Is.EqualTo(new DateOnly[] { new(2026, 1, 5), new(2026, 1, 8), new(2026, 1, 9) })
        );
}
