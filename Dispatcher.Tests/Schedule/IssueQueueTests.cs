using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Schedule;

namespace Newsletter.Dispatcher.Tests.Schedule;

/// <summary>
/// 2026-01-05 is a Monday, Wednesday the 7th a holiday; slots are at 06:00 in Berlin and are caught up until 12:00.
/// </summary>
[TestFixture]
internal sealed class IssueQueueTests
{
    private const string MondayAtFive = "2026-01-05 05:00";

    private readonly Waves _waves = new(GivenSlots.Calendar("2026-01-07"));

    [Test]
    public void Issues_without_a_date_fill_the_free_slots_in_order_of_file_name()
    {
        var plan = Plan(
            MondayAtFive,
            [],
            GivenSlots.Issue("c"),
            GivenSlots.Issue("B"),
            GivenSlots.Issue("a"),
            GivenSlots.Issue("z", "2026-01-06")
        );

        Assert.That(Show(plan), Is.EqualTo("01-05 B, 01-06 z, 01-08 a, 01-09 c, 01-12 –"));
        Assert.That(plan.Problems, Is.Empty);
    }

    [Test]
    public void A_draft_takes_no_slot()
    {
        var plan = Plan(
            MondayAtFive,
            [],
            GivenSlots.Issue("a", status: IssueStatus.Draft),
            GivenSlots.Issue("b", "2026-01-05", IssueStatus.Draft)
        );

        Assert.That(Show(plan), Is.EqualTo("01-05 –, 01-06 –, 01-08 –, 01-09 –, 01-12 –"));
        Assert.That(plan.Problems, Is.Empty);
    }

    [TestCase(
        "2026-01-10",
        "2026-01-10 is no send day (a Saturday); change the date, for example to 2026-01-05, or remove it."
    )]
    [TestCase(
        "2026-01-07",
        "2026-01-07 is no send day (a holiday); change the date, for example to 2026-01-05, or remove it."
    )]
    [TestCase("2026-01-02", "2026-01-02 is in the past; change the date, for example to 2026-01-05, or remove it.")]
    [TestCase("2026-01-03", "2026-01-03 is in the past; change the date, for example to 2026-01-05, or remove it.")]
    public void A_date_that_is_no_open_slot_is_an_error_and_stops_no_other_issue(string date, string expected)
    {
        var plan = Plan(MondayAtFive, [], GivenSlots.Issue("a", date), GivenSlots.Issue("b"));

        Assert.That(plan.Problems, Is.EqualTo(new[] { Findings.DateSlot.At("issues/a.md", 3, 0, expected) }));
        Assert.That(Show(plan), Does.StartWith("01-05 b, 01-06 –"));
    }

    [Test]
    public void Of_two_issues_on_one_slot_the_first_by_file_name_keeps_it()
    {
        var plan = Plan(
            MondayAtFive,
            [],
            GivenSlots.Issue("b", "2026-01-06"),
            GivenSlots.Issue("a", "2026-01-06"),
            GivenSlots.Issue("c")
        );

        Assert.That(Show(plan), Does.StartWith("01-05 c, 01-06 a, 01-08 –"));
        Assert.That(
            plan.Problems,
            Is.EqualTo(
                new[]
                {
                    Findings.DateSlot.At(
                        "issues/b.md",
                        3,
                        0,
                        "2026-01-06 is taken by issues/a.md; change the date, for example to 2026-01-05, or remove it."
                    ),
                }
            )
        );
    }

    [Test]
    public void An_issue_that_was_dispatched_is_left_out_without_a_problem()
    {
        var plan = Plan(
            "2026-01-06 05:00",
            [
                GivenSlots.Row("2026-01-05", DispatchState.Done, "a"),
                GivenSlots.Row("2026-01-02", DispatchState.Stopped, "b"),
            ],
            GivenSlots.Issue("a", "2026-01-05"),
            GivenSlots.Issue("b"),
            GivenSlots.Issue("c")
        );

        Assert.That(Show(plan), Does.StartWith("01-06 c, 01-08 –"));
        Assert.That(plan.Problems, Is.Empty);
    }

    [Test]
    public void A_date_beyond_the_planned_days_is_no_problem_and_fills_no_other_slot()
    {
        var plan = Plan(MondayAtFive, [], GivenSlots.Issue("a", "2026-06-01"));

        Assert.That(plan.Slots.Select(queued => queued.Issue), Is.All.Null);
        Assert.That(plan.Problems, Is.Empty);
    }

    [TestCase("2026-01-05 05:59", "01-05 a", TestName = "Before_its_time")]
    [TestCase("2026-01-05 06:00", "01-05 a", TestName = "At_its_time")]
    [TestCase("2026-01-05 11:59", "01-05 a", TestName = "While_it_is_caught_up")]
    [TestCase("2026-01-05 12:00", "01-06 a", TestName = "Too_late")]
    public void Todays_slot_is_open_until_the_catch_up_ends(string now, string expected) =>
        Assert.That(Show(Plan(now, [], GivenSlots.Issue("a"))), Does.StartWith(expected));

    [TestCase(DispatchState.Sending)]
    [TestCase(DispatchState.Done)]
    [TestCase(DispatchState.Stopped)]
    [TestCase(DispatchState.Missed)]
    public void Todays_slot_is_closed_once_it_has_its_dispatch(DispatchState state)
    {
        var plan = Plan(
            "2026-01-05 08:00",
            [GivenSlots.Row("2026-01-05", state, state is DispatchState.Missed ? null : "sent")],
            GivenSlots.Issue("a")
        );

        Assert.That(Show(plan), Does.StartWith("01-06 a"));
    }

    [Test]
    public void An_issue_released_after_the_slot_was_found_empty_waits_for_tomorrow()
    {
        var plan = Plan(
            "2026-01-05 10:00",
            [GivenSlots.Row("2026-01-05", DispatchState.Scheduled)],
            GivenSlots.Issue("a")
        );

        Assert.That(Show(plan), Does.StartWith("01-05 –, 01-06 a"));
    }

    [Test]
    public void A_late_issue_that_names_todays_date_still_takes_the_empty_slot()
    {
        var plan = Plan(
            "2026-01-05 10:00",
            [GivenSlots.Row("2026-01-05", DispatchState.Scheduled)],
            GivenSlots.Issue("a"),
            GivenSlots.Issue("b", "2026-01-05")
        );

        Assert.That(Show(plan), Does.StartWith("01-05 b, 01-06 a"));
        Assert.That(plan.For(new(2026, 1, 5))!.Issue.Slug, Is.EqualTo("b"));
    }

    [Test]
    public void Todays_slot_is_not_filled_when_the_service_first_started_after_it()
    {
        var plan = IssueQueue.Plan(
            _waves,
            GivenSlots.InBerlin("2026-01-05 10:00"),
            GivenSlots.InBerlin("2026-01-05 06:20"),
            GivenSlots.Candidates(GivenSlots.Issue("a"), GivenSlots.Issue("b", "2026-01-05")),
            [],
            2
        );

        Assert.That(Show(plan), Is.EqualTo("01-06 a, 01-08 –"));
        Assert.That(
            plan.Problems.Single().Message,
            Does.StartWith("2026-01-05 is in the past: its issue was due at 06:00;")
        );
    }

    [TestCase(
        DispatchState.Done,
        "2026-01-05 had its issue already (sent); change the date, for example to 2026-01-06, or remove it."
    )]
    [TestCase(DispatchState.Missed, "2026-01-05 was missed; change the date, for example to 2026-01-06, or remove it.")]
    public void A_date_of_a_slot_that_is_over_is_an_error_that_says_what_happened(DispatchState state, string expected)
    {
        var plan = Plan(
            "2026-01-05 10:00",
            [GivenSlots.Row("2026-01-05", state, state is DispatchState.Done ? "sent" : null)],
            GivenSlots.Issue("a", "2026-01-05")
        );

        Assert.That(plan.Problems.Select(problem => problem.Message), Is.EqualTo(new[] { expected }));
    }

    /// <summary>At each tick the queue must have an issue for each slot that starts.</summary>
    [Test]
    public void A_slot_that_is_due_is_a_slot_of_the_queue(
        [Values("2026-01-05 06:00", "2026-01-05 11:59", "2026-01-06 07:00")] string now
    )
    {
        var since = GivenSlots.InBerlin("2026-01-01 00:00");
        var start = DueSlots.Decide(_waves, GivenSlots.InBerlin(now), since, []).OfType<SlotDecision.Start>().Single();

        var plan = IssueQueue.Plan(
            _waves,
            GivenSlots.InBerlin(now),
            since,
            GivenSlots.Candidates(GivenSlots.Issue("a")),
            [],
            count: 1
        );

        Assert.That(plan.For(start.Slot.Date)!.Issue.Slug, Is.EqualTo("a"));
    }

    private QueuePlan Plan(string now, DispatchedSlot[] rows, params Issue[] issues) =>
        IssueQueue.Plan(
            _waves,
            GivenSlots.InBerlin(now),
            GivenSlots.InBerlin("2026-01-01 00:00"),
            GivenSlots.Candidates(issues),
            rows,
            count: 5
        );

    private static string Show(QueuePlan plan) =>
        string.Join(", ", plan.Slots.Select(queued => $"{queued.Slot.Date:MM-dd} {queued.Issue?.Slug ?? "–"}"));
}
