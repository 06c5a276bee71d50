using Newsletter.Dispatcher.Schedule;

namespace Newsletter.Dispatcher.Tests.Schedule;

[TestFixture]
internal sealed class ClockCheckTests
{
    [TestCase("2026-06-10T06:00Z", "2026-06-10T05:50Z", true)]
    [TestCase("2026-06-09T05:50Z", "2026-06-10T05:50Z", true, TestName = "A_day_back_is_believed")]
    [TestCase("2026-06-09T05:49Z", "2026-06-10T05:50Z", false, TestName = "More_than_a_day_back_is_not_believed")]
    [TestCase("2026-07-10T05:50Z", "2026-06-10T05:50Z", true, TestName = "Thirty_days_ahead_are_believed")]
    [TestCase(
        "2026-07-10T05:51Z",
        "2026-06-10T05:50Z",
        false,
        TestName = "More_than_thirty_days_ahead_are_not_believed"
    )]
    [TestCase("1970-01-01T00:00Z", "2026-06-10T05:50Z", false)]
    [TestCase("2100-01-01T00:00Z", "2026-06-10T05:50Z", false)]
    [TestCase("2026-01-01T00:00Z", null, true)]
    [TestCase("2025-12-31T23:59Z", null, false)]
    [TestCase("2099-12-31T23:59Z", null, true)]
    [TestCase("2100-01-01T00:00Z", null, false)]
    [TestCase("1970-01-01T00:00Z", null, false)]
    public void A_clock_far_from_the_last_run_is_not_believed(string now, string? lastSeen, bool isBelieved)
    {
        var doubt = ClockCheck.Doubt(GivenSlots.Instant(now), lastSeen is null ? null : GivenSlots.Instant(lastSeen));

        Assert.That(doubt, isBelieved ? Is.Null : Does.Contain("Check the clock").And.Contain("run --trust-clock"));
    }

    [Test]
    public void The_message_about_a_wrong_clock_names_both_times()
    {
        var doubt = ClockCheck.Doubt(
            GivenSlots.Instant("2026-08-01T12:00+02:00"),
            GivenSlots.Instant("2026-06-10T05:50Z")
        );

        Assert.That(
            doubt,
            Is.EqualTo(
                "The clock says 2026-08-01 10:00 UTC, but the dispatcher last ran at 2026-06-10 05:50 UTC. Nothing is "
                    + "sent. "
                    + "Check the clock; if it is right, start once with: dispatcher run --trust-clock"
            )
        );
    }
}
