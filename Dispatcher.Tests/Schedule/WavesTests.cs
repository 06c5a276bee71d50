using System.Globalization;
using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Schedule;

namespace Newsletter.Dispatcher.Tests.Schedule;

/// <summary>When a slot of a newsletter in Berlin comes in each zone; 2026-11-24 is a Tuesday.</summary>
[TestFixture]
internal sealed class WavesTests
{
    private readonly SlotCalendar _calendar = GivenSlots.Calendar();

    [TestCase("Pacific/Kiritimati", "2026-11-23T16:00Z", TestName = "The_first_zone_is_the_afternoon_before")]
    [TestCase("Pacific/Auckland", "2026-11-23T17:00Z", TestName = "Auckland_is_the_evening_before")]
    [TestCase("Asia/Kathmandu", "2026-11-24T00:15Z", TestName = "A_zone_of_quarter_hours")]
    [TestCase("Asia/Kolkata", "2026-11-24T00:30Z", TestName = "A_zone_of_half_hours")]
    [TestCase("Europe/Berlin", "2026-11-24T05:00Z", TestName = "The_newsletters_own")]
    [TestCase("America/New_York", "2026-11-24T11:00Z", TestName = "New_York_is_at_noon")]
    [TestCase("Pacific/Honolulu", "2026-11-24T16:00Z", TestName = "Honolulu_is_in_the_evening")]
    [TestCase("Pacific/Pago_Pago", "2026-11-24T17:00Z", TestName = "The_last_inhabited_zone")]
    [TestCase("Mars/Olympus_Mons", "2026-11-24T05:00Z", TestName = "An_unknown_zone_is_treated_as_the_newsletters")]
    [TestCase(null, "2026-11-24T05:00Z", TestName = "A_missing_zone_is_treated_as_the_newsletters")]
    public void A_slot_comes_on_the_same_date_at_the_same_local_time_in_each_zone(string? zone, string expected)
    {
        var wave = Of(_calendar, "2026-11-24", zone).Single();

        Assert.That(wave.At.ToUniversalTime(), Is.EqualTo(GivenSlots.Instant(expected)));
    }

    [Test]
    public void Zones_of_one_instant_are_one_wave_with_the_commonest_first()
    {
        var waves = new Waves(
            _calendar,
            [
                Zone("Europe/Rome", 3),
                Zone("Europe/Berlin", 5),
                Zone("Europe/London", 9),
                Zone(null, 2),
                Zone("Nowhere", 1),
            ]
        );

        var all = waves.Of(_calendar.On(new DateOnly(2026, 11, 24))!);

        Assert.That(
            all.Select(wave => $"{wave.At.ToUniversalTime():HH:mm} {string.Join(",", wave.Zones)} {wave.Count}"),
            Is.EqualTo(new[] { "05:00 Europe/Berlin,Europe/Rome,Nowhere 11", "06:00 Europe/London 9" })
        );
    }

    // America changes its clocks on 8 March 2026 and on 1 November, Europe on 29 March and 25 October.
    [TestCase("2026-03-06", "11:00")]
    [TestCase("2026-03-09", "10:00")]
    [TestCase("2026-03-30", "10:00")]
    [TestCase("2026-10-23", "10:00")]
    [TestCase("2026-10-26", "10:00")]
    [TestCase("2026-11-02", "11:00")]
    public void Each_zone_follows_its_own_daylight_saving(string date, string utc) =>
        Assert.That(
            Of(_calendar, date, "America/New_York")
                .Single()
                .At.ToUniversalTime()
                .ToString("HH:mm", CultureInfo.InvariantCulture),
            Is.EqualTo(utc)
        );

    [TestCase(
        "2026-04-24",
        "Africa/Cairo",
        "00:30",
        "2026-04-23T22:00Z",
        TestName = "A_time_in_the_zones_gap_becomes_the_end_of_the_gap"
    )]
    [TestCase(
        "2026-11-01",
        "America/New_York",
        "01:30",
        "2026-11-01T05:30Z",
        TestName = "A_time_in_the_zones_fold_is_the_first_of_the_two"
    )]
    public void The_gaps_and_folds_of_the_zone_apply(string date, string zone, string sendAt, string expected)
    {
        var calendar = new SlotCalendar(GivenSlots.Newsletter(sendAt: sendAt, days: GivenSlots.EveryDay));

        Assert.That(Of(calendar, date, zone).Single().At.ToUniversalTime(), Is.EqualTo(GivenSlots.Instant(expected)));
    }

    [Test]
    public void A_wave_becomes_stale_after_the_give_up_time_or_at_the_next_slot_of_its_zone()
    {
        var plan = new Waves(_calendar, [Zone("Pacific/Auckland"), Zone("Pacific/Honolulu")]).Plan(
            Slot("2026-11-24"),
            GivenSlots.Instant("2026-11-23T17:00Z"),
            TimeSpan.FromDays(3)
        );

        Assert.That(
            plan.Waves.Select(wave => (wave.At, wave.CutOffAt)),
            Is.EqualTo(
                new[]
                {
                    (GivenSlots.Instant("2026-11-23T17:00Z"), GivenSlots.Instant("2026-11-24T17:00Z")),
                    (GivenSlots.Instant("2026-11-24T05:00Z"), GivenSlots.Instant("2026-11-25T05:00Z")),
                    (GivenSlots.Instant("2026-11-24T16:00Z"), GivenSlots.Instant("2026-11-25T16:00Z")),
                }
            )
        );
        Assert.That(plan.CutOffAt, Is.EqualTo(GivenSlots.Instant("2026-11-25T16:00Z")));
    }

    [Test]
    public void Before_a_weekend_or_holiday_a_wave_becomes_stale_after_the_give_up_time()
    {
        var calendar = GivenSlots.Calendar("2026-11-30");
        var plan = new Waves(calendar, [Zone("Pacific/Honolulu")]).Plan(
            calendar.On(new DateOnly(2026, 11, 27))!,
            GivenSlots.Instant("2026-11-27T05:00Z"),
            TimeSpan.FromDays(9)
        );

        Assert.That(
            plan.Waves.Select(wave => wave.CutOffAt),
            Is.EqualTo(new[] { GivenSlots.Instant("2026-12-01T05:00Z"), GivenSlots.Instant("2026-12-01T16:00Z") })
        );
    }

    [Test]
    public void A_wave_that_begins_late_still_gets_the_full_time()
    {
        var plan = new Waves(_calendar, [Zone("Pacific/Honolulu")]).Plan(
            Slot("2026-11-24"),
            GivenSlots.Instant("2026-11-24T07:00Z"),
            TimeSpan.FromHours(6)
        );

        Assert.That(
            plan.Waves.Select(wave => wave.CutOffAt),
            Is.EqualTo(new[] { GivenSlots.Instant("2026-11-24T13:00Z"), GivenSlots.Instant("2026-11-24T22:00Z") })
        );
    }

    [Test]
    public void A_slot_without_readers_has_the_newsletters_own_time_and_only_while_the_service_watches()
    {
        var (waves, slot) = (new Waves(_calendar), Slot("2026-11-24"));

        Assert.That(waves.SpanOf(slot, slot.At), Is.EqualTo(new SlotSpan(slot.At, slot.CatchUpUntil)));
        Assert.That(waves.SpanOf(slot, slot.At.AddSeconds(1)), Is.Null);
    }

    [Test]
    public void A_slot_whose_only_zone_came_too_late_has_the_newsletters_own_time()
    {
        var slot = Slot("2026-11-24");
        var waves = new Waves(_calendar, [new("Pacific/Auckland", 1, slot.At.AddHours(-1))]);

        Assert.That(waves.SpanOf(slot, slot.At.AddDays(-1)), Is.EqualTo(new SlotSpan(slot.At, slot.CatchUpUntil)));
    }

    [Test]
    public void A_slot_is_open_from_its_first_zone_to_the_catch_up_of_its_last()
    {
        var slot = Slot("2026-11-24");
        var waves = new Waves(_calendar, [Zone("Pacific/Auckland"), Zone(null), Zone("Pacific/Honolulu")]);
        var (first, last) = (
            _calendar.On(slot.Date, TimeZoneInfo.FindSystemTimeZoneById("Pacific/Auckland"))!,
            _calendar.On(slot.Date, TimeZoneInfo.FindSystemTimeZoneById("Pacific/Honolulu"))!
        );

        var span = waves.SpanOf(slot, first.At)!;

        Assert.That((span.FirstAt, span.CatchUpUntil), Is.EqualTo((first.At, last.CatchUpUntil)));
        Assert.That(waves.SpanOf(slot, first.At.AddSeconds(1))!.FirstAt, Is.EqualTo(slot.At));
    }

    [TestCase(
        "Pacific/Auckland",
        "2026-11-22T16:59Z",
        "2026-11-23T06:00+13:00",
        TestName = "On_Sunday_evening_in_Berlin_Mondays_slot_is_next_in_Auckland"
    )]
    [TestCase(
        "Pacific/Auckland",
        "2026-11-22T17:00Z",
        "2026-11-24T06:00+13:00",
        TestName = "A_wave_that_has_begun_is_not_the_first"
    )]
    [TestCase(
        "Pacific/Honolulu",
        "2026-11-27T15:00Z",
        "2026-11-27T06:00-10:00",
        TestName = "On_Friday_afternoon_in_Berlin_Fridays_slot_is_next_in_Honolulu"
    )]
    [TestCase(
        "Pacific/Honolulu",
        "2026-11-27T16:00Z",
        "2026-11-30T06:00-10:00",
        TestName = "At_Fridays_instant_Mondays_slot_is_next_in_Honolulu"
    )]
    public void The_first_issue_of_a_new_reader_is_the_next_slot_of_their_zone(string zone, string now, string expected)
    {
        var next = _calendar.NextIn(TimeZoneInfo.FindSystemTimeZoneById(zone), GivenSlots.Instant(now))!;

        Assert.That(
            next.At.ToString("O", CultureInfo.InvariantCulture),
            Is.EqualTo(GivenSlots.Instant(expected).ToString("O", CultureInfo.InvariantCulture))
        );
        Assert.That(next.Date, Is.EqualTo(DateOnly.FromDateTime(next.At.DateTime)));
    }

    [TestCase("2026-11-23 17:59", "", TestName = "Before_the_first_wave_nothing")]
    [TestCase("2026-11-23 18:00", "start 24", TestName = "At_the_first_wave_start")]
    [TestCase("2026-11-24 22:59", "start 24, start 25", TestName = "A_last_wave_meets_the_first_of_the_next_day")]
    [TestCase("2026-11-24 23:00", "missed 24, start 25", TestName = "When_no_wave_can_be_caught_up_missed")]
    public void A_slot_is_due_from_its_first_wave_to_the_end_of_its_last(string now, string expected)
    {
        var waves = new Waves(_calendar, [Zone("Pacific/Auckland"), Zone(null), Zone("Pacific/Honolulu")]);

        var decisions = DueSlots.Decide(waves, GivenSlots.InBerlin(now), GivenSlots.InBerlin("2026-11-23 13:00"), []);

        Assert.That(
            string.Join(
                ", ",
                decisions.Select(one => $"{(one is SlotDecision.Start ? "start" : "missed")} {one.Slot.Date.Day}")
            ),
            Is.EqualTo(expected)
        );
    }

    [Test]
    public void A_zone_whose_first_reader_came_after_its_instant_begins_nothing()
    {
        var waves = new Waves(
            _calendar,
            [Zone(null), new("Pacific/Auckland", 1, GivenSlots.InBerlin("2026-11-23 20:00"))]
        );

        Assert.That(
            DueSlots.Decide(
                waves,
                GivenSlots.InBerlin("2026-11-23 20:01"),
                GivenSlots.InBerlin("2026-11-23 13:00"),
                []
            ),
            Is.Empty
        );
    }

    [Test]
    public void The_first_start_in_the_evening_still_sends_in_the_morning()
    {
        var waves = new Waves(_calendar, [Zone(null), Zone("Pacific/Auckland")]);

        var evening = DueSlots.Decide(
            waves,
            GivenSlots.InBerlin("2026-11-23 20:00"),
            GivenSlots.InBerlin("2026-11-23 20:00"),
            []
        );
        var morning = DueSlots.Decide(
            waves,
            GivenSlots.InBerlin("2026-11-24 06:00"),
            GivenSlots.InBerlin("2026-11-23 20:00"),
            []
        );

        Assert.That(evening, Is.Empty);
        Assert.That(morning.Single(), Is.InstanceOf<SlotDecision.Start>());
    }

    [Test]
    public void Each_slot_of_three_years_comes_once_in_each_zone_within_the_bounds()
    {
        foreach (
            var zone in TimeZoneInfo
                .GetSystemTimeZones()
                .Where(zone => !zone.Id.StartsWith("Etc/", StringComparison.Ordinal))
        )
        {
            foreach (
                var slot in _calendar
                    .From(new DateOnly(2026, 1, 1))
                    .TakeWhile(slot => slot.Date.Year < 2029)
                    .Where((_, i) => i % 7 == 0)
            )
            {
                var there = _calendar.On(slot.Date, zone)!;
                Assert.That(
                    slot.At - there.At,
                    Is.LessThan(Waves.MostAhead).And.GreaterThan(-Waves.MostAhead),
                    zone.Id
                );
                Assert.That(there.CatchUpUntil - slot.At, Is.LessThan(Waves.MostBehind), zone.Id);
            }
        }
    }

    private static IReadOnlyList<Wave> Of(SlotCalendar calendar, string date, string? zone) =>
        new Waves(calendar, [Zone(zone)]).Of(calendar.On(GivenSlots.Date(date))!);

    private Slot Slot(string date) => _calendar.On(GivenSlots.Date(date))!;

    private static ZoneReaders Zone(string? zone, long count = 1) => new(zone, count, DateTimeOffset.UnixEpoch);
}
