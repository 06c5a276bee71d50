using Newsletter.Dispatcher.Health;

namespace Newsletter.Dispatcher.Tests.Field;

/// <summary>When somebody is told of what waits: a look each 15 seconds, from 06:00 on.</summary>
[TestFixture]
internal sealed class WaitingPlanTests
{
    private static readonly DateTimeOffset Six = new(2026, 11, 24, 6, 0, 0, TimeSpan.FromHours(1));

    [Test]
    public void Within_two_minutes_then_before_the_deadline_then_hourly_and_when_it_goes_on() =>
        Assert.That(
            Tell(minutes: 181, at => at < 180 ? [Relay()] : []),
            Is.EqualTo(new[] { "06:01 Waits", "06:45 DeadlineNear", "07:45 Still", "08:45 Still", "09:00 Over" })
        );

    [Test]
    public void A_relay_that_restarts_is_no_news() =>
        Assert.That(Tell(minutes: 10, at => at < 0.7 ? [Relay()] : []), Is.Empty);

    [Test]
    public void One_that_flaps_is_one_wait() =>
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
    public void Words_whose_numbers_change_are_no_change() =>
        Assert.That(
            Tell(minutes: 30, at => [Relay() with { Why = $"the relay does not answer, waited {at * 60:0} s" }]),
            Is.EqualTo(new[] { "06:01 Waits" })
        );

    [Test]
    public void Words_that_change_all_the_time_are_told_each_five_minutes_at_most() =>
        Assert.That(
            Tell(minutes: 30, at => [Relay() with { Why = $"session {Guid.NewGuid():N}" }]),
            Has.Length.LessThanOrEqualTo(6)
        );

    [Test]
    public void A_predicted_end_past_the_deadline_is_danger_long_before_it() =>
        Assert.That(
            Tell(minutes: 12, at => [Relay() with { EarliestEnd = Six.AddMinutes(at < 10 ? 59 : 61) }]),
            Is.EqualTo(new[] { "06:01 Waits", "06:10 DeadlineNear" })
        );

    [Test]
    public void When_nobody_could_be_told_it_is_tried_again() =>
        Assert.That(
            Tell(minutes: 30, at => at < 20 ? [Relay()] : [], at => at >= 10),
            Is.EqualTo(new[] { "06:01 Waits", "06:06 Waits", "06:11 Waits", "06:20 Over" })
        );

    [Test]
    public void That_it_goes_on_is_tried_again_too() =>
        Assert.That(
            Tell(minutes: 30, at => at < 10 ? [Relay()] : [], at => at is < 10 or > 14),
            Is.EqualTo(new[] { "06:01 Waits", "06:10 Over", "06:15 Over" })
        );

    [Test]
    public void What_comes_back_after_it_was_over_is_told_again() =>
        Assert.That(
            Tell(minutes: 20, at => at is < 5 or > 10 ? [Relay()] : []),
            Is.EqualTo(new[] { "06:01 Waits", "06:05 Over", "06:11 Waits" })
        );

    [Test]
    public void A_slot_that_a_late_start_fills_at_once_is_no_news() =>
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
    /// <param name="isTold">Whether a way to tell works; always where null.</param>
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
