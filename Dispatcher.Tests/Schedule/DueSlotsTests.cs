using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Schedule;
using static Newsletter.Dispatcher.Schedule.SlotDecision;

namespace Newsletter.Dispatcher.Tests.Schedule;

/// <summary>2026-01-05 is a Monday; slots are at 06:00 in Berlin and are caught up until 12:00.</summary>
[TestFixture]
internal sealed class DueSlotsTests
{
    private const string LongAgo = "2026-01-01 00:00";

    private readonly SlotCalendar _calendar = GivenSlots.Calendar();
    private readonly Waves _waves = new(GivenSlots.Calendar());

    [TestCase("2026-01-05 05:59:59", "", TestName = "Before_its_time_nothing")]
    [TestCase("2026-01-05 06:00:00", "start 2026-01-05", TestName = "At_its_time_start")]
    [TestCase("2026-01-05 06:10:00", "start 2026-01-05", TestName = "Awake_10_min_late_start")]
    [TestCase("2026-01-05 11:59:00", "start 2026-01-05", TestName = "Awake_5_h_59_late_start")]
    [TestCase("2026-01-05 12:00:00", "missed 2026-01-05", TestName = "At_the_end_of_the_catch_up_missed")]
    [TestCase("2026-01-05 12:01:00", "missed 2026-01-05", TestName = "Awake_6_h_01_late_missed")]
    [TestCase(
        "2026-01-08 06:00:00",
        "missed 2026-01-05, missed 2026-01-06, missed 2026-01-07, start 2026-01-08",
        TestName = "Awake_3_days_late_one_start"
    )]
    [TestCase(
        "2026-01-10 09:00:00",
        "missed 2026-01-05, missed 2026-01-06, missed 2026-01-07, missed 2026-01-08, missed 2026-01-09",
        TestName = "On_a_Saturday_no_start"
    )]
    public void A_slot_is_started_in_time_or_missed(string now, string expected) =>
        Assert.That(Decide(now, since: "2026-01-03 00:00"), Is.EqualTo(expected));

    [Test]
    public void Asleep_from_Friday_to_Monday_sends_only_Mondays_issue()
    {
        var decisions = Decide("2026-01-12 07:00", since: "2026-01-09 05:00");

        Assert.That(decisions, Is.EqualTo("missed 2026-01-09, start 2026-01-12"));
    }

    [TestCase(DispatchState.Scheduled, "start 2026-01-05")]
    [TestCase(DispatchState.Sending, "")]
    [TestCase(DispatchState.Paused, "")]
    [TestCase(DispatchState.Done, "")]
    [TestCase(DispatchState.Stopped, "")]
    [TestCase(DispatchState.Missed, "")]
    public void A_slot_with_a_dispatch_is_left_alone_unless_it_was_found_empty(DispatchState state, string expected) =>
        Assert.That(
            Decide("2026-01-05 06:15", "2026-01-05 00:00", GivenSlots.Row("2026-01-05", state)),
            Is.EqualTo(expected)
        );

    [TestCase(DispatchState.Scheduled, "missed 2026-01-05")]
    [TestCase(DispatchState.Sending, "")]
    [TestCase(DispatchState.Missed, "")]
    public void A_slot_is_missed_once_and_only_without_a_dispatch(DispatchState state, string expected) =>
        Assert.That(
            Decide("2026-01-05 12:15", "2026-01-05 00:00", GivenSlots.Row("2026-01-05", state)),
            Is.EqualTo(expected)
        );

    [TestCase(DispatchState.Sending)]
    [TestCase(DispatchState.Done)]
    public void A_clock_that_steps_back_after_the_start_starts_nothing_again(DispatchState state)
    {
        var begun = GivenSlots.Row("2026-01-05", state, "a");

        var decisions = new[] { "2026-01-05 04:01", "2026-01-05 06:00", "2026-01-05 06:01", "2026-01-05 12:30" }.Select(
            now => Decide(now, "2026-01-05 00:00", begun)
        );

        Assert.That(decisions, Is.All.Empty);
    }

    [Test]
    public void A_slot_before_the_first_start_is_neither_sent_nor_missed()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Decide("2026-01-05 06:20", since: "2026-01-05 06:20"), Is.Empty);
            Assert.That(Decide("2026-01-05 14:00", since: "2026-01-05 06:20"), Is.Empty);
            Assert.That(Decide("2026-01-05 06:20", since: "2026-01-05 06:00"), Is.EqualTo("start 2026-01-05"));
        }
    }

    [Test]
    public void Missed_slots_are_looked_for_sixty_days_back()
    {
        var decisions = DueSlots.Decide(
            _waves,
            GivenSlots.InBerlin("2026-07-06 13:00"),
            GivenSlots.InBerlin(LongAgo),
            []
        );

        using (Assert.EnterMultipleScope())
        {
            Assert.That(decisions[0].Slot.Date, Is.EqualTo(new DateOnly(2026, 5, 7)));
            Assert.That(decisions[^1].Slot.Date, Is.EqualTo(new DateOnly(2026, 7, 6)));
        }
    }

    [Test]
    public void The_reason_for_a_missed_slot_is_a_stopped_dispatcher_or_a_missing_issue()
    {
        var decisions = DueSlots.Decide(
            _waves,
            GivenSlots.InBerlin("2026-01-06 13:00"),
            GivenSlots.InBerlin("2026-01-05 00:00"),
            [GivenSlots.Row("2026-01-06", DispatchState.Scheduled)],
            [
                new Obstacle(
                    ObstacleCause.NotRunning,
                    null,
                    null,
                    GivenSlots.InBerlin("2026-01-04 23:10"),
                    GivenSlots.InBerlin("2026-01-05 18:00")
                ),
            ]
        );

        Assert.That(
            decisions.Cast<Missed>().Select(missed => missed.Reason),
            Is.EqualTo(
                new[]
                {
                    "No dispatch began between 06:00 and 12:00: the dispatcher was not running between 2026-01-04 "
                        + "23:10 and 18:00.",
                    "No issue was ready for it by 12:00.",
                }
            )
        );
    }

    [Test]
    public void Each_slot_is_started_or_missed_exactly_once_however_long_the_service_sleeps([Range(1, 20)] int seed)
    {
        var chance = new Random(seed);
        var since = GivenSlots.InBerlin("2026-03-02 00:00");
        var rows = new List<DispatchedSlot>();
        var now = since;
        while (now < since.AddDays(60))
        {
            now +=
                chance.Next(10) == 0 ? TimeSpan.FromMinutes(chance.Next(5000)) : TimeSpan.FromMinutes(chance.Next(90));
            var decisions = DueSlots.Decide(_waves, now, since, rows);

            Assert.That(decisions.OfType<Start>().Count(), Is.LessThanOrEqualTo(1));
            rows.AddRange(
                decisions.Select(decision => new DispatchedSlot
                {
                    SlotDate = decision.Slot.Date,
                    State = decision is Start ? DispatchState.Sending : DispatchState.Missed,
                    IssueSlug = null,
                })
            );
        }

        var expected = _calendar
            .From(new(2026, 3, 2))
            .TakeWhile(slot => slot.CatchUpUntil <= now)
            .Select(slot => slot.Date)
            .ToList();
        Assert.That(rows.Select(row => row.SlotDate).Take(expected.Count), Is.EqualTo(expected));
        Assert.That(rows.Select(row => row.SlotDate), Is.Unique);
    }

    private string Decide(string now, string since = LongAgo, params DispatchedSlot[] rows) =>
        string.Join(
            ", ",
            DueSlots
                .Decide(_waves, GivenSlots.InBerlin(now), GivenSlots.InBerlin(since), rows)
                .Select(decision => $"{(decision is Start ? "start" : "missed")} {decision.Slot.Date:yyyy-MM-dd}")
        );
}
