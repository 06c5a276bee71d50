using FsCheck;
using FsCheck.Fluent;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Schedule;

namespace Newsletter.Dispatcher.Tests.Schedule;

/// <summary>2026-01-05 is a Monday, Wednesday the 7th a holiday; slots are at 06:00 in Berlin.</summary>
[TestFixture]
internal sealed class QueueWeekTests
{
    private const string Noon = "2026-01-08 13:00";

    [Test]
    public void Each_kind_of_day_is_shown_as_what_it_is()
    {
        var queue = Queue(
            Noon,
            [
                GivenSlots.Row("2026-01-02", DispatchState.Missed),
                GivenSlots.Row("2026-01-05", DispatchState.Done, "one"),
                GivenSlots.Row("2026-01-06", DispatchState.Stopped, "two"),
                GivenSlots.Row("2026-01-08", DispatchState.Sending, "three"),
            ],
            GivenSlots.Issue("floating"),
            GivenSlots.Issue("pinned", "2026-01-12"),
            GivenSlots.Issue("sketch", "2026-01-14", IssueStatus.Draft),
            GivenSlots.Issue("wrong", "2026-01-17")
        );

        var days = Weeks(queue, "2026-01-01", 3).SelectMany(week => week.Days).ToList();

        Assert.That(
            days.Select(day => $"{day.Date:MMdd} {day.Kind}{(day.IsPinned ? " pinned" : "")} {Names(day)}".TrimEnd()),
            Is.EqualTo(
                new[]
                {
                    "1229 Unwatched",
                    "1230 Unwatched",
                    "1231 Unwatched",
                    "0101 Unwatched",
                    "0102 Missed",
                    "0103 Rest",
                    "0104 Rest",
                    "0105 Sent one",
                    "0106 Stopped two",
                    "0107 Holiday",
                    "0108 Sending three",
                    "0109 Filled floating",
                    "0110 Rest",
                    "0111 Rest",
                    "0112 Filled pinned pinned",
                    "0113 Gap",
                    "0114 Gap sketch",
                    "0115 Gap",
                    "0116 Gap",
                    "0117 Rest wrong",
                    "0118 Rest",
                }
            )
        );
    }

    [Test]
    public void A_slot_that_was_found_empty_is_a_gap_as_long_as_it_can_be_filled()
    {
        DispatchedSlot[] rows = [GivenSlots.Row("2026-01-05", DispatchState.Scheduled)];

        Assert.That(Monday(Queue("2026-01-05 08:00", rows)).Kind, Is.EqualTo(QueueDayKind.Gap));
        Assert.That(
            Monday(Queue("2026-01-05 08:00", rows, GivenSlots.Issue("late", "2026-01-05"))).Kind,
            Is.EqualTo(QueueDayKind.Filled)
        );
        Assert.That(Monday(Queue("2026-01-05 12:00", rows)).Kind, Is.EqualTo(QueueDayKind.Unwatched));
    }

    [TestCase("2026-01-05", 2)]
    [TestCase("2026-01-11", 2)]
    [TestCase("2025-12-29", 1)]
    [TestCase("2027-01-03", 53)]
    public void A_week_begins_on_Monday_and_has_its_ISO_number(string day, int number)
    {
        var week = Weeks(Queue(Noon, []), day, 1).Single();

        Assert.That(week.Days[0].Date.DayOfWeek, Is.EqualTo(DayOfWeek.Monday));
        Assert.That(week.Days.Select(one => one.Date), Does.Contain(GivenSlots.Date(day)));
        Assert.That(week.Number, Is.EqualTo(number));
    }

    /// <summary>
    /// In every queue: each day once and in order; each slot of the plan is one day of the calendar with the same
    /// issue; no issue is on two days; and every issue that waits and names a day of the weeks stands on it.
    /// </summary>
    [Test]
    public void The_calendar_shows_the_plan_and_loses_no_issue()
    {
        var issue =
            from slug in Gen.Elements("a", "b", "c", "d", "e", "f", "g")
            from offset in Gen.Choose(-10, 40)
            from dated in Gen.Elements(true, false)
            from ready in Gen.Elements(true, true, false)
            select GivenSlots.Issue(
                slug,
                dated ? $"{new DateOnly(2026, 1, 8).AddDays(offset):yyyy-MM-dd}" : null,
                ready ? IssueStatus.Ready : IssueStatus.Draft
            );
        var row =
            from back in Gen.Choose(0, 12)
            from state in Gen.Elements(Enum.GetValues<DispatchState>())
            select GivenSlots.Row($"{new DateOnly(2026, 1, 8).AddDays(-back):yyyy-MM-dd}", state, $"sent-{back}");
        var queues =
            from issues in Gen.ListOf(issue)
            from rows in Gen.ListOf(row)
            from hour in Gen.Choose(0, 24 * 9)
            select new QueueNow(
                new Waves(GivenSlots.Calendar("2026-01-07", "2026-01-21")),
                GivenSlots.InBerlin("2026-01-05 00:30").AddHours(hour),
                DateTimeOffset.MinValue,
                GivenSlots.Candidates([.. issues.DistinctBy(one => one.Slug)]),
                [.. rows.DistinctBy(one => one.SlotDate).OrderBy(one => one.SlotDate)]
            );

        Prop.ForAll(
                queues.ToArbitrary(),
                queue =>
                {
                    var plan = queue.Plan(QueueNow.SlotsAhead);
                    var days = QueueWeek
                        .Of(queue, plan, new DateOnly(2025, 12, 22), 10)
                        .SelectMany(week => week.Days)
                        .ToList();
                    var inOrder = days.Select(day => day.Date.DayNumber)
                        .SequenceEqual(Enumerable.Range(days[0].Date.DayNumber, 70));
                    var last = days[^1].Date;
                    var asPlanned = plan
                        .Slots.Where(slot => slot.Slot.Date <= last)
                        .All(slot => days.Single(day => day.Date == slot.Slot.Date).Issue == slot.Issue);
                    var shown = days.SelectMany(day =>
                            day.Drafts.Concat(day.Refused).Append(day.Candidate).OfType<IssueCandidate>()
                        )
                        .Select(one => one.Issue.Slug)
                        .ToList();
                    var once = shown.Distinct().Count() == shown.Count;
                    var all = queue
                        .Waiting.Where(one => one.Issue.Date is { } date && date >= days[0].Date && date <= last)
                        .All(one => shown.Contains(one.Issue.Slug));
                    var kinds = days.All(day =>
                        (day.Candidate is not null) == (day.Kind is QueueDayKind.Filled)
                        && (day.Span is not null) == (day.Kind is QueueDayKind.Filled or QueueDayKind.Gap)
                    );
                    return (inOrder && asPlanned && once && all && kinds).Label(
                        $"order {inOrder}, plan {asPlanned}, once {once}, all {all}, kinds {kinds}"
                    );
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(200));
    }

    private static QueueDay Monday(QueueNow queue) => Weeks(queue, "2026-01-05", 1).Single().Days[0];

    private static IReadOnlyList<QueueWeek> Weeks(QueueNow queue, string first, int count) =>
        QueueWeek.Of(queue, queue.Plan(QueueNow.SlotsAhead), GivenSlots.Date(first), count);

    private static QueueNow Queue(string now, DispatchedSlot[] dispatched, params Issue[] issues) =>
        new(
            new Waves(GivenSlots.Calendar("2026-01-07")),
            GivenSlots.InBerlin(now),
            DateTimeOffset.MinValue,
            GivenSlots.Candidates(issues),
            dispatched
        );

    private static string Names(QueueDay day) =>
        string.Join(
            ' ',
            [
                .. new[] { day.Issue?.Slug ?? day.Dispatched?.IssueSlug }.OfType<string>(),
                .. day.Drafts.Select(one => one.Issue.Slug),
                .. day.Refused.Select(one => one.Issue.Slug),
            ]
        );
}
