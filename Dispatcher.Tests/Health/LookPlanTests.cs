using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Health;
using Newsletter.Dispatcher.Tests.Schedule;
using static Newsletter.Dispatcher.Tests.Schedule.GivenSlots;

namespace Newsletter.Dispatcher.Tests.Health;

[TestFixture]
internal sealed class LookPlanTests
{
    private static readonly Slot Tuesday = GivenSlots.Calendar().On(Date("2026-11-24"))!;

    [TestCase("2026-11-23 16:59", "", "")]
    [TestCase("2026-11-23 17:00", "", "evening")]
    [TestCase("2026-11-23 23:00", "", "evening", TestName = "An_evening_that_was_slept_through_is_looked_at_later")]
    [TestCase("2026-11-23 23:00", "evening", "")]
    [TestCase("2026-11-24 05:29", "evening", "")]
    [TestCase("2026-11-24 05:30", "evening", "morning")]
    [TestCase("2026-11-24 05:45", "", "evening,morning", TestName = "Two_that_were_slept_through_are_one_look")]
    [TestCase("2026-11-24 05:45", "evening,morning", "")]
    [TestCase("2026-11-24 06:00", "", "", TestName = "After_the_send_time_it_is_too_late_to_look")]
    public void Before_a_slot_at_six_the_looks_that_are_due_are(string now, string taken, string due) =>
        Assert.That(Due(Tuesday, Tuesday.At, "17:00", InBerlin(now), taken), Is.EqualTo(due));

    [Test]
    public void The_morning_look_comes_before_the_first_readers_morning()
    {
        var auckland = InBerlin("2026-11-23 18:00");

        Assert.That(Due(Tuesday, auckland, "17:00", InBerlin("2026-11-23 17:30"), "evening"), Is.EqualTo("morning"));
    }

    [Test]
    public void Before_a_Monday_the_evening_is_that_of_Sunday()
    {
        var monday = GivenSlots.Calendar().On(Date("2026-11-30"))!;

        Assert.That(Due(monday, monday.At, "17:00", InBerlin("2026-11-29 16:59"), ""), Is.Empty);
        Assert.That(Due(monday, monday.At, "17:00", InBerlin("2026-11-29 17:00"), ""), Is.EqualTo("evening"));
    }

    [TestCase("2026-03-29T02:59+02:00", "", TestName = "A_time_that_the_clocks_skip_is_an_hour_later")]
    [TestCase("2026-03-29T03:30+02:00", "evening", TestName = "And_then_it_is_due")]
    public void Clocks_that_are_put_forward(string now, string due)
    {
        var monday = GivenSlots.Calendar().On(Date("2026-03-30"))!;

        Assert.That(Due(monday, monday.At, "02:30", Instant(now), ""), Is.EqualTo(due));
    }

    private static string Due(Slot slot, DateTimeOffset firstAt, string checkAt, DateTimeOffset now, string taken)
    {
        var before = taken
            .Split(',', StringSplitOptions.RemoveEmptyEntries)
            .Select(kind => new SlotLook(slot.Date, LookKinds.Words.Parse(kind)))
            .ToHashSet();
        return string.Join(
            ',',
            LookPlan
                .Due(slot, firstAt, Time(checkAt), TimeZoneInfo.FindSystemTimeZoneById(Berlin), now, before)
                .Select(look => look.Kind.Word())
        );
    }
}
