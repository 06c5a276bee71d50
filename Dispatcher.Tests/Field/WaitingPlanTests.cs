using Newsletter.Dispatcher.Health;

namespace Newsletter.Dispatcher.Tests.Field;

/// <summary>When an alert tells what waits, with a check every 15 seconds from 06:00 on.</summary>
[TestFixture]
internal sealed class WaitingPlanTests
{
    private static readonly DateTimeOffset Six = new(2026, 11, 24, 6, 0, 0, TimeSpan.FromHours(1));

    [Test]
    public void A_wait_is_told_within_two_minutes_before_the_deadline_hourly_and_at_its_end() =>
        Assert.That(
            Tell(minutes: 181, at => at < 180 ? [Relay()] : []),
            Is.EqualTo(new[] { "06:01 Waits", "06:45 DeadlineNear", "07:45 Still", "08:45 Still", "09:00 Over" })
        );

    [Test]
    public void A_relay_that_restarts_sends_no_alert() =>
        Assert.That(Tell(minutes: 10, at => at < 0.7 ? [Relay()] : []), Is.Empty);

    [Test]
    public void A_relay_that_fails_repeatedly_counts_as_one_wait() =>
        Assert.That(Tell(minutes: 30, at => at % 2 < 1.5 ? [Relay()] : []), Is.EqualTo(new[] { "06:01 Waits" }));

    [Test]
    public void Another_cause_is_told_at_once() =>
        Assert.That(
            Tell(
                minutes: 30,
                at => [at < 10 ? Relay() : Relay() with { Cause = WaitingCause.Paused, Why = "too many were refused" }]
            ),
            Is.EqualTo(new[] { "06:01 Waits", "06:10 Waits" })
        );

    [Test]
    public void A_text_with_changed_numbers_is_not_told_again() =>
        Assert.That(
            Tell(minutes: 30, at => [Relay() with { Why = $"the relay does not answer, waited {at * 60:0} s" }]),
            Is.EqualTo(new[] { "06:01 Waits" })
        );

    [Test]
    public void A_text_that_changes_all_the_time_is_told_every_five_minutes_at_most() =>
        Assert.That(
            Tell(minutes: 30, at => [Relay() with { Why = $"session {Guid.NewGuid():N}" }]),
            Has.Length.LessThanOrEqualTo(6)
        );

    [Test]
    public void A_predicted_end_after_the_deadline_is_told_before_the_deadline() =>
        Assert.That(
            Tell(minutes: 12, at => [Relay() with { EarliestEnd = Six.AddMinutes(at < 10 ? 59 : 61) }]),
            Is.EqualTo(new[] { "06:01 Waits", "06:10 DeadlineNear" })
        );

    [Test]
    public void A_message_that_could_not_be_delivered_is_retried() =>
        Assert.That(
            Tell(minutes: 30, at => at < 20 ? [Relay()] : [], at => at >= 10),
            Is.EqualTo(new[] { "06:01 Waits", "06:06 Waits", "06:11 Waits", "06:20 Over" })
        );

    [Test]
    public void The_message_about_the_end_of_a_wait_is_retried_too() =>
        Assert.That(
            Tell(minutes: 30, at => at < 10 ? [Relay()] : [], at => at is < 10 or > 14),
            Is.EqualTo(new[] { "06:01 Waits", "06:10 Over", "06:15 Over" })
        );

    [Test]
    public void A_wait_that_returns_is_told_again() =>
        Assert.That(
            Tell(minutes: 20, at => at is < 5 or > 10 ? [Relay()] : []),
            Is.EqualTo(new[] { "06:01 Waits", "06:05 Over", "06:11 Waits" })
        );

    [Test]
    public void A_slot_that_is_filled_right_after_a_late_start_sends_no_message() =>
        Assert.That(
            Tell(
                minutes: 10,
                at => at < 0.5 ? [Relay() with { About = "slot 2026-11-24", Since = Six.AddHours(-5) }] : []
            ),
            Is.Empty
        );

    private static Waiting Relay() =>
        new(
            "dispatch 7",
            "Dispatch 7",
            WaitingCause.Relay,
            "the relay does not answer",
            Six,
            Readers: 3,
            "Look at it.",
            Deadline: Six.AddHours(1),
            Until: Six.AddHours(6)
        );

    /// <param name="waiting">What waits, by minutes since 06:00.</param>
    /// <param name="isTold">True when an alert can be delivered; null means always.</param>
    private static string[] Tell(int minutes, Func<double, Waiting[]> waiting, Func<double, bool>? isTold = null)
    {
        List<string> told = [];
        IReadOnlyList<WaitingRow> rows = [];
        for (var seconds = 0; seconds < minutes * 60; seconds += 15)
        {
            var now = Six.AddSeconds(seconds);
            (rows, var news) = WaitingPlan.Decide(waiting(seconds / 60.0), rows, now);
            foreach (var one in news)
            {
                var wasTold = isTold?.Invoke(seconds / 60.0) ?? true;
                told.Add($"{now:HH:mm} {one.Kind}");
                rows = [.. rows.Where(row => row.About != one.Row.About)];
                if (one.Kind is not WaitingNewsKind.Over || !wasTold)
                {
                    rows = [.. rows, WaitingPlan.After(one, wasTold, now)];
                }
            }
        }

        return [.. told];
    }
}
