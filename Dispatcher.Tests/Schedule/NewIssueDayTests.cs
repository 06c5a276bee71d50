using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Schedule;

namespace Newsletter.Dispatcher.Tests.Schedule;

/// <summary>It is Monday 2026-01-05, 05:00 in Berlin; slots are at 06:00, and Tuesday is a holiday.</summary>
[TestFixture]
internal sealed class NewIssueDayTests
{
    private static readonly DateTimeOffset Now = GivenSlots.InBerlin("2026-01-05 05:00");

    [TestCase("2026-01-08", "2026-01-08")]
    [TestCase("mon", "2026-01-05")]
    [TestCase("Thursday", "2026-01-08")]
    [TestCase("FRI", "2026-01-09")]
    public void A_wish_is_met(string wish, string day) =>
        Assert.That(Days().Choose(DayWish.Read(wish)!), Is.EqualTo((DateOnly.Parse(day, null), (string?)null)));

    [Test]
    public void Without_a_wish_it_is_the_next_day_that_neither_an_issue_nor_a_dated_draft_has() =>
        Assert.That(
            Days(
                    GivenSlots.Issue("floating"),
                    GivenSlots.Issue("draft", "2026-01-07", IssueStatus.Draft),
                    GivenSlots.Issue("undated", status: IssueStatus.Draft)
                )
                .Choose(DayWish.Next),
            Is.EqualTo((new DateOnly(2026, 1, 8), (string?)null))
        );

    [Test]
    public void A_weekday_that_is_taken_is_the_one_of_the_next_week() =>
        Assert.That(
            Days(GivenSlots.Issue("a", "2026-01-08")).Choose(DayWish.Read("thu")!).Day,
            Is.EqualTo(new DateOnly(2026, 1, 15))
        );

    [Test]
    public void Any_leaves_the_day_open() =>
        Assert.That(Days().Choose(DayWish.Any), Is.EqualTo(((DateOnly?)null, (string?)null)));

    [TestCase("2026-01-10", "2026-01-10 is no send day (a Saturday); ")]
    [TestCase("2026-01-06", "2026-01-06 is no send day (a holiday); ")]
    [TestCase("2026-01-01", "2026-01-01 is in the past; ")]
    [TestCase("2026-01-08", "2026-01-08 is taken by issues/a.md; ")]
    [TestCase("sun", "no Sunday is free; ")]
    public void A_day_that_cannot_be_had_is_refused_with_free_days(string wish, string why) =>
        Assert.That(
            Days(GivenSlots.Issue("a", "2026-01-08", IssueStatus.Draft)).Choose(DayWish.Read(wish)!),
            Is.EqualTo(
                (
                    (DateOnly?)null,
                    why + "free days: Mon 2026-01-05, Wed 2026-01-07, Fri 2026-01-09, Mon 2026-01-12, Tue 2026-01-13."
                )
            )
        );

    [TestCase("2026-02-30")]
    [TestCase("tomorow")]
    [TestCase("m")]
    [TestCase("")]
    public void What_is_no_day_is_not_read(string text) => Assert.That(DayWish.Read(text), Is.Null);

    private static NewIssueDay Days(params Issue[] issues)
    {
        var waves = new Waves(new SlotCalendar(GivenSlots.Newsletter(holidays: "2026-01-06")));
        return new(new QueueNow(waves, Now, Now, GivenSlots.Candidates(issues), []));
    }
}
