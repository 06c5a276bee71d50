using FsCheck;
using FsCheck.Fluent;
using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Delivery;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Health;
using Newsletter.Dispatcher.Health.Today;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Schedule;
using Newsletter.Dispatcher.Subscriptions.SignUp;
using Newsletter.Dispatcher.Tests.Schedule;
using Check = Newsletter.Dispatcher.Health.Check;

namespace Newsletter.Dispatcher.Tests.Health.Today;

/// <summary>
/// 2026-01-05 is a Monday, Wednesday the 7th a holiday; slots are at 06:00 in Berlin and are caught up until 12:00.
/// </summary>
[TestFixture]
internal sealed class TodayStandTests
{
    private static readonly DateTimeOffset Always = DateTimeOffset.MinValue;

    private static readonly ZoneReaders Berlin = new(null, 0, Always);

    private static readonly ZoneReaders Auckland = new("Pacific/Auckland", 0, Always);

    private static readonly DispatchedSlot Sent = GivenSlots.Row("2026-01-05", DispatchState.Done, "one");

    [TestCase("2026-01-05 00:10", "2026-01-05 today", TestName = "After midnight it is today's")]
    [TestCase("2026-01-05 05:59", "2026-01-05 today", TestName = "Before the send time it is today's")]
    [TestCase("2026-01-06 07:00", "2026-01-06 today", TestName = "A slot without a dispatch stays until it is missed")]
    [TestCase("2026-01-06 13:00", "2026-01-08 in 2 days", TestName = "Over a holiday")]
    [TestCase("2026-01-09 13:00", "2026-01-12 in 3 days", TestName = "Over a weekend, on Friday")]
    [TestCase("2026-01-10 09:00", "2026-01-12 in 2 days", TestName = "Over a weekend, on Saturday")]
    [TestCase("2026-01-11 23:30", "2026-01-12 tomorrow", TestName = "On Sunday evening it is tomorrow's")]
    public void The_next_slot_is_named_as_people_name_it(string now, string expected) =>
        Assert.That(First(Stand(now)), Is.EqualTo(expected));

    [Test]
    public void Once_the_dispatch_has_begun_the_next_slot_is_tomorrows() =>
        Assert.That(First(Stand("2026-01-05 06:01", dispatched: [Sent])), Is.EqualTo("2026-01-06 tomorrow"));

    [Test]
    public void An_empty_slot_says_when_it_becomes_a_missed_morning()
    {
        var slot = Stand("2026-01-05 21:00", dispatched: [Sent]).Slots.Single();

        Assert.That(slot.IsEmpty, Is.True);
        Assert.That(slot.IsDue, Is.False);
        Assert.That(
            slot.Says,
            Is.EqualTo(
                "Nothing fills it. Its first readers wait for it from Tue 06:00. "
                    + "At Tue 12:00 it becomes a missed morning."
            )
        );
    }

    [Test]
    public void With_readers_in_the_east_the_morning_begins_the_evening_before()
    {
        var before = Stand("2026-01-05 17:30", zones: [Berlin, Auckland], dispatched: [Sent]);
        var after = Stand("2026-01-05 18:30", zones: [Berlin, Auckland], dispatched: [Sent]);

        Assert.That(
            before.Slots.Single().Says,
            Is.EqualTo(
                "Nothing fills it. Its first readers wait for it from Mon 18:00. "
                    + "At Tue 12:00 it becomes a missed morning."
            )
        );
        Assert.That(after.Slots.Select(slot => slot.Slot.Date.Day), Is.EqualTo(new[] { 6, 8 }), "and the next one");
        Assert.That(
            after.Slots[0].Says,
            Does.StartWith("Nothing fills it, and readers have waited for it since Mon 18:00.")
        );
    }

    [Test]
    public void A_slot_that_was_found_empty_is_filled_only_by_an_issue_that_names_its_day()
    {
        var stand = Stand(
            "2026-01-06 08:00",
            dispatched: [Sent, GivenSlots.Row("2026-01-06", DispatchState.Scheduled)],
            issues: [GivenSlots.Issue("floating")]
        );

        Assert.That(
            stand.Slots[0].Says,
            Is.EqualTo(
                "Nothing fills it, and readers have waited for it since Tue 06:00. "
                    + "At Tue 12:00 it becomes a missed morning. "
                    + "Only an issue with the line date: 2026-01-06 fills it now."
            )
        );
        Assert.That(stand.Slots[1].Issue?.Slug, Is.EqualTo("floating"));
    }

    [Test]
    public void A_filled_slot_says_when_it_goes_out_and_is_frozen()
    {
        var issue = GivenSlots.Issue("a");

        Assert.That(
            Stand("2026-01-05 21:00", dispatched: [Sent], issues: [issue]).Slots[0].Says,
            Is.EqualTo("It goes out at Tue 06:00, and then it is frozen.")
        );
        Assert.That(
            Stand("2026-01-05 15:00", zones: [Berlin, Auckland], dispatched: [Sent], issues: [issue]).Slots[0].Says,
            Is.EqualTo("It goes out at Tue 06:00; readers further east get it from Mon 18:00, and then it is frozen.")
        );
    }

    [Test]
    public void Without_a_send_day_there_is_no_slot() =>
        Assert.That(TodayStand.Of(Readings(Queue("2026-01-05 08:00", days: new HashSet<DayOfWeek>()))).Slots, Is.Empty);

    [Test]
    public void A_missed_morning_is_named_until_the_next_send_day_is_over()
    {
        DispatchedSlot[] missed = [GivenSlots.Row("2026-01-09", DispatchState.Missed)];

        Assert.That(
            Stand("2026-01-12 08:00", dispatched: missed).Missed,
            Is.EqualTo(new[] { new DateOnly(2026, 1, 9) })
        );
        Assert.That(Stand("2026-01-13 08:00", dispatched: missed).Missed, Is.Empty);
    }

    [Test]
    public void What_waits_for_people_comes_with_the_most_urgent_first()
    {
        var readings = Readings(
            Queue(
                "2026-01-05 21:00",
                dispatched: [Sent],
                issues:
                [
                    GivenSlots.Issue("ready", "2026-01-08"),
                    GivenSlots.Issue("rival", "2026-01-08"),
                    GivenSlots.Issue("draft", "2026-01-09", IssueStatus.Draft),
                    GivenSlots.Issue("later", "2026-03-09", IssueStatus.Draft),
                ]
            )
        ) with
        {
            Approvals = new Dictionary<string, ApprovalStand>
            {
                ["ready"] = new(IsApproved: false, "waits"),
                ["rival"] = new(IsApproved: true, "approved"),
            },
            Running = [Running(new(3.0, null, null, null)) with { Waits = "the relay is down" }],
            Looks =
            [
                new(new(2026, 1, 6), LookKind.Evening, Always, [Check.Red("relay", "It is down.", "Mend it.")]),
                new(new(2026, 1, 5), LookKind.Morning, Always, [Check.Red("old", "It was red.", "")]),
            ],
            Uncertain = 1,
            SignUps = new() { Waiting = 1200, OldestAt = Always },
        };

        Assert.That(
            TodayStand.Of(readings).Tasks.Select(task => $"{task.Kind} {task.Count}: {task.Says}"),
            Is.EqualTo(
                new[]
                {
                    "StandingDispatches 1: Dispatch 7 does not go as it should",
                    "EmptySlot 1: No issue is ready for Tuesday, 6 January",
                    "RedChecks 1: 1 red check at the last look",
                    "IssuesToApprove 1: 1 issue to approve",
                    "RefusedDates 1: 1 issue on a day that cannot be had",
                    "DraftsToRelease 1: 1 draft with a day of the next two weeks",
                    "UncertainDeliveries 1: 1 delivery of which nobody knows the outcome",
                    "SignUpsOverLimit 1200: 1,200 sign-ups over the limit of the hour",
                }
            )
        );
    }

    [Test]
    public void Where_all_is_well_nothing_waits() =>
        Assert.That(Stand("2026-01-05 21:00", dispatched: [Sent], issues: [GivenSlots.Issue("a")]).Tasks, Is.Empty);

    [Test]
    public void A_running_dispatch_says_its_end_against_the_deadline()
    {
        var deadline = GivenSlots.InBerlin("2026-01-05 07:00");

        Assert.That(
            Say(Running(new(100, deadline.AddMinutes(-22), deadline, TimeSpan.Zero))),
            Is.EqualTo("Green The last message is expected at 06:38, 22 min before the deadline at 07:00.")
        );
        Assert.That(
            Say(Running(new(10, deadline.AddMinutes(15), deadline, TimeSpan.FromMinutes(15)))),
            Is.EqualTo("Red The last message is expected at 07:15, 15 min after the deadline at 07:00.")
        );
        Assert.That(
            Say(Running(null) with { NextWave = GivenSlots.InBerlin("2026-01-05 12:00") }),
            Is.EqualTo("Green The next wave begins Mon 12:00.")
        );
        Assert.That(
            Say(Running(null) with { Waits = "the relay is down" }),
            Is.EqualTo("Red It waits: the relay is down")
        );
        Assert.That(
            Say(
                Running(null) with
                {
                    Dispatch = Running(null).Dispatch with { State = DispatchState.Paused, Reason = "typo" },
                }
            ),
            Is.EqualTo("Red Paused: typo.")
        );

        string Say(RunningStand stand) =>
            $"{stand.State} {stand.Says(instant => instant.ToOffset(TimeSpan.FromHours(1)))}";
    }

    [TestCase("2026-01-12 00:00", "Fri 9 Jan to Sun 11 Jan", "2026-01-09 00:00", "2026-01-12 00:00")]
    [TestCase("2026-01-13 23:59", "Mon 12 Jan", "2026-01-12 00:00", "2026-01-13 00:00")]
    [TestCase("2026-01-08 09:00", "Tue 6 Jan to Wed 7 Jan", "2026-01-06 00:00", "2026-01-08 00:00")]
    [TestCase("2026-03-30 09:00", "Fri 27 Mar to Sun 29 Mar", "2026-03-27 00:00", "2026-03-30 00:00")]
    public void Yesterday_goes_back_to_the_last_send_day(string now, string name, string from, string until)
    {
        var span = DaySpan.SinceLastSlot(GivenSlots.Calendar("2026-01-07"), GivenSlots.InBerlin(now));

        Assert.That(span.Name, Is.EqualTo(name));
        Assert.That(span.From, Is.EqualTo(GivenSlots.InBerlin(from)));
        Assert.That(span.Until, Is.EqualTo(GivenSlots.InBerlin(until)));
    }

    /// <summary>
    /// At every hour, in every zone: the last slot that is shown is the first whose morning has not come, none of the
    /// others is over, and the two spans of days follow each other without a gap.
    /// </summary>
    [Test]
    public void The_stand_is_right_at_every_hour()
    {
        var all =
            from zone in Gen.Elements("Europe/Berlin", "America/New_York", "Pacific/Auckland", "Asia/Kathmandu")
            from readers in Gen.SubListOf("Pacific/Kiritimati", "Pacific/Pago_Pago", "Europe/London", "Asia/Tokyo")
            from minutes in Gen.Choose(0, 60 * 24 * 365)
            from sent in Gen.Choose(0, 3)
            select (zone, readers, minutes, sent);

        Prop.ForAll(
                all.ToArbitrary(),
                one =>
                {
                    var now = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(one.minutes);
                    var calendar = new SlotCalendar(GivenSlots.Newsletter(one.zone, holidays: ["2026-12-25"]));
                    var today = calendar.Today(now);
                    var queue = new QueueNow(
                        new Waves(calendar, [Berlin, .. one.readers.Select(id => new ZoneReaders(id, 0, Always))]),
                        now,
                        Always,
                        [],
                        [
                            .. Enumerable
                                .Range(0, one.sent)
                                .Select(back => today.AddDays(-back))
                                .Where(day => calendar.On(day) is not null)
                                .Select(day => GivenSlots.Row($"{day:yyyy-MM-dd}", DispatchState.Done, $"s{day:dd}")),
                        ]
                    );
                    var slots = TodayStand.Of(Readings(queue)).Slots;
                    var (past, before) = (DaySpan.Today(calendar, now), DaySpan.SinceLastSlot(calendar, now));
                    return (
                        slots[^1].Span.FirstAt > now
                        && slots.SkipLast(1).All(slot => slot.Span.FirstAt <= now && slot.Span.CatchUpUntil > now)
                        && slots.All(slot => queue.Open.IsOpen(slot.Slot))
                        && calendar
                            .From(today.AddDays(-3))
                            .TakeWhile(slot => slot.Date < slots[^1].Slot.Date)
                            .All(slot => !queue.Open.IsOpen(slot) || slots.Any(shown => shown.Slot == slot))
                        && before.Until == past.From
                        && past.From <= now
                        && before.From < before.Until
                        && calendar.On(before.First) is not null
                    ).Label(string.Join(", ", slots.Select(slot => $"{slot.Slot.Date} {slot.Says}")));
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }

    private static string First(TodayStand stand) => $"{stand.Slots[0].Slot.Date:yyyy-MM-dd} {stand.Slots[0].Day}";

    private static RunningStand Running(Outlook? outlook) =>
        new(
            new Dispatch
            {
                Id = 7,
                SlotDate = new(2026, 1, 5),
                State = DispatchState.Sending,
                Recipients = 1000,
                SlotAt = Always,
                CutOffAt = Always,
                CreatedAt = Always,
            },
            new ProgressCounts(1000, 500, 0, 0, 0, 0, 0),
            outlook,
            outlook?.Deadline,
            Waits: null,
            NextWave: null
        );

    private static TodayStand Stand(
        string now,
        DispatchedSlot[]? dispatched = null,
        Issue[]? issues = null,
        ZoneReaders[]? zones = null
    ) => TodayStand.Of(Readings(Queue(now, dispatched, issues, zones)));

    private static QueueNow Queue(
        string now,
        DispatchedSlot[]? dispatched = null,
        Issue[]? issues = null,
        ZoneReaders[]? zones = null,
        IReadOnlySet<DayOfWeek>? days = null
    ) =>
        new(
            new Waves(new SlotCalendar(GivenSlots.Newsletter(days: days, holidays: ["2026-01-07"])), zones),
            GivenSlots.InBerlin(now),
            Always,
            GivenSlots.Candidates(issues ?? []),
            dispatched ?? []
        );

    private static TodayReadings Readings(QueueNow queue) =>
        new(
            queue,
            new Dictionary<string, ApprovalStand>(),
            [],
            [],
            Numbers(DaySpan.Today(queue.Calendar, queue.Now)),
            Numbers(DaySpan.SinceLastSlot(queue.Calendar, queue.Now)),
            Uncertain: 0,
            new QueuedSignUps { Waiting = 0 }
        );

    private static DayNumbers Numbers(DaySpan span) => new(span, [], 0, 0, 0, new(0, 0, 0, 0));
}
