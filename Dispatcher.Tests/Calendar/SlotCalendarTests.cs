using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Tests.Schedule;

namespace Newsletter.Dispatcher.Tests.Calendar;

[TestFixture]
internal sealed class SlotCalendarTests
{
    // An ordinary day, the gap in spring, the fold in autumn.
    [TestCase("America/New_York", "06:00", "2026-01-05", "2026-01-05T06:00-05:00")]
    [TestCase("America/New_York", "02:30", "2026-03-08", "2026-03-08T03:00-04:00")]
    [TestCase("America/New_York", "01:30", "2026-11-01", "2026-11-01T01:30-04:00")]
    [TestCase("Europe/London", "06:00", "2026-07-06", "2026-07-06T06:00+01:00")]
    [TestCase("Europe/London", "01:00", "2026-03-29", "2026-03-29T02:00+01:00")]
    [TestCase("Europe/London", "01:30", "2026-03-29", "2026-03-29T02:00+01:00")]
    [TestCase("Europe/London", "01:30", "2026-10-25", "2026-10-25T01:30+01:00")]
    [TestCase("Australia/Lord_Howe", "06:00", "2026-07-06", "2026-07-06T06:00+10:30")]
    [TestCase("Australia/Lord_Howe", "02:15", "2026-10-04", "2026-10-04T02:30+11:00")]
    [TestCase("Australia/Lord_Howe", "01:45", "2026-04-05", "2026-04-05T01:45+11:00")]
    [TestCase("America/Santiago", "06:00", "2026-07-06", "2026-07-06T06:00-04:00")]
    [TestCase("America/Santiago", "00:00", "2026-09-06", "2026-09-06T01:00-03:00")]
    [TestCase("America/Santiago", "23:30", "2026-04-04", "2026-04-04T23:30-03:00")]
    [TestCase("Europe/Berlin", "02:30", "2026-03-29", "2026-03-29T03:00+02:00")]
    [TestCase("Europe/Berlin", "02:30", "2026-10-25", "2026-10-25T02:30+02:00")]
    [TestCase("Africa/Cairo", "00:30", "2026-04-24", "2026-04-24T01:00+03:00")]
    [TestCase("Africa/Cairo", "23:30", "2026-10-29", "2026-10-29T23:30+03:00")]
    [TestCase("Asia/Kathmandu", "06:00", "2026-01-05", "2026-01-05T06:00+05:45")]
    public void A_slots_instant_is_the_wall_time_or_the_end_of_the_gap(
        string zone,
        string sendAt,
        string date,
        string expected
    )
    {
        var calendar = new SlotCalendar(
            GivenSlots.Newsletter(zone, sendAt, catchUpUntil: "23:59", GivenSlots.EveryDay)
        );

        var slot = calendar.On(GivenSlots.Date(date));

        Assert.That(slot!.At, Is.EqualTo(GivenSlots.Instant(expected)));
    }

    [Test]
    public void Eleven_years_have_one_slot_each_weekday_none_doubled(
        [Values(
            "America/New_York",
            "Europe/London",
            "Australia/Lord_Howe",
            "America/Santiago",
            "Europe/Berlin",
            "Africa/Cairo",
            "Asia/Kathmandu"
        )]
            string zone,
        [Values("00:00", "00:30", "01:45", "02:15", "06:00", "23:30")] string sendAt
    )
    {
        var settings = GivenSlots.Newsletter(zone, sendAt, catchUpUntil: "23:59");

        var slots = new SlotCalendar(settings).From(new(2026, 1, 1)).TakeWhile(slot => slot.Date.Year < 2037).ToList();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(slots.Select(slot => slot.Date), Is.EqualTo(Weekdays(2026, 2036)));
            Assert.That(slots.Zip(slots.Skip(1)).Where(pair => pair.First.At >= pair.Second.At), Is.Empty);
            Assert.That(slots.Zip(slots.Skip(1)).Where(pair => pair.First.CatchUpUntil > pair.Second.At), Is.Empty);
            Assert.That(slots.Where(slot => !IsWallTimeOrGapEnd(slot, settings.SendAt, settings.TimeZone)), Is.Empty);
        }
    }

    [Test]
    public void An_ordinary_day_has_its_catch_up_and_deadline_by_the_same_clocks()
    {
        var slot = GivenSlots.Calendar().On(new(2026, 1, 5));

        Assert.That(
            slot,
            Is.EqualTo(
                new Slot(
                    new(2026, 1, 5),
                    GivenSlots.InBerlin("2026-01-05 06:00"),
                    GivenSlots.InBerlin("2026-01-05 12:00"),
                    GivenSlots.InBerlin("2026-01-05 07:00")
                )
            )
        );
    }

    [TestCase("06:00", "06:00", "2026-01-05", "2026-01-05T06:15+01:00", TestName = "Set_to_the_same_time")]
    [TestCase("02:10", "02:40", "2026-03-29", "2026-03-29T03:15+02:00", TestName = "Both_in_one_gap")]
    [TestCase("02:10", "04:00", "2026-03-29", "2026-03-29T04:00+02:00", TestName = "Only_the_send_time_in_the_gap")]
    public void A_slot_can_always_start_for_a_quarter_of_an_hour(
        string sendAt,
        string catchUpUntil,
        string date,
        string expected
    )
    {
        var calendar = new SlotCalendar(
            GivenSlots.Newsletter(GivenSlots.Berlin, sendAt, catchUpUntil, GivenSlots.EveryDay)
        );

        Assert.That(calendar.On(GivenSlots.Date(date))!.CatchUpUntil, Is.EqualTo(GivenSlots.Instant(expected)));
    }

    [TestCase("2026-12-24", "2026-12-28", TestName = "Christmas_and_the_weekend_are_skipped")]
    [TestCase("2026-12-31", "2027-01-04", TestName = "The_year_ends_with_a_holiday_and_a_weekend")]
    [TestCase("2028-02-28", "2028-02-29", TestName = "The_29th_of_February_is_a_day_like_any_other")]
    public void Next_is_the_first_slot_after_an_instant(string after, string expected)
    {
        var calendar = GivenSlots.Calendar("2026-12-25", "2027-01-01");

        var next = calendar.Next(GivenSlots.InBerlin($"{after} 06:00"));

        Assert.That(next!.Date, Is.EqualTo(GivenSlots.Date(expected)));
    }

    [Test]
    public void Next_is_later_than_the_instant_it_is_asked_for()
    {
        var calendar = GivenSlots.Calendar();
        var at = GivenSlots.InBerlin("2026-01-05 06:00");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(calendar.Next(at.AddTicks(-1))!.At, Is.EqualTo(at));
            Assert.That(calendar.Next(at)!.At, Is.EqualTo(at.AddDays(1)));
        }
    }

    [Test]
    public void A_calendar_without_slots_ends_instead_of_searching_for_ever()
    {
        var holidays = Enumerable.Range(0, 800).Select(new DateOnly(2026, 1, 1).AddDays).ToHashSet();
        var calendar = new SlotCalendar(GivenSlots.Newsletter() with { Holidays = holidays });

        using (Assert.EnterMultipleScope())
        {
            Assert.That(calendar.Next(GivenSlots.InBerlin("2026-01-02 00:00")), Is.Null);
            Assert.That(calendar.From(new(2026, 1, 2)), Is.Empty);
        }
    }

    [TestCase("2026-01-04T22:59Z", "2026-01-04")]
    [TestCase("2026-01-04T23:00Z", "2026-01-05")]
    [TestCase("2026-07-05T22:00Z", "2026-07-06")]
    public void Today_is_the_newsletters_own_day(string now, string expected) =>
        Assert.That(GivenSlots.Calendar().Today(GivenSlots.Instant(now)), Is.EqualTo(GivenSlots.Date(expected)));

    private static IEnumerable<DateOnly> Weekdays(int firstYear, int lastYear)
    {
        var first = new DateOnly(firstYear, 1, 1);
        var end = new DateOnly(lastYear + 1, 1, 1);
        return Enumerable
            .Range(0, end.DayNumber - first.DayNumber)
            .Select(first.AddDays)
            .Where(date => date.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday));
    }

    /// <summary>Judged from the instant back to the clocks, the other way round than the calendar reckons.</summary>
    private static bool IsWallTimeOrGapEnd(Slot slot, TimeOnly sendAt, TimeZoneInfo zone)
    {
        var shown = TimeZoneInfo.ConvertTime(slot.At, zone);
        var before = TimeZoneInfo.ConvertTime(slot.At.AddTicks(-1), zone);
        var wanted = slot.Date.ToDateTime(sendAt);
        return shown.DateTime == wanted || (before.DateTime < wanted && shown.DateTime > wanted);
    }
}
