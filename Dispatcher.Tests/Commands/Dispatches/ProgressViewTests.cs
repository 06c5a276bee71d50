using Newsletter.Dispatcher.Commands.Dispatches;
using Newsletter.Dispatcher.Delivery;
using Newsletter.Dispatcher.Dispatches;

namespace Newsletter.Dispatcher.Tests.Commands.Dispatches;

[TestFixture]
internal sealed class ProgressViewTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
    private static readonly DateTimeOffset Six = new(2026, 11, 24, 5, 0, 0, TimeSpan.Zero);
    private static readonly ProgressCounts Some = new(10_000, 6100, 4, 3, 2, 0, 1);

    [TestCase(
        0,
        "61 %: 6,100 of 10,000 sent, 4 deferred, 3 failed, 2 skipped, 1 uncertain, 812/s, ends about 06:30:05, "
            + "deadline 07:00: met"
    )]
    [TestCase(
        40,
        "61 %: 6,100 of 10,000 sent, 4 deferred, 3 failed, 2 skipped, 1 uncertain, 812/s, ends about 06:30:05, "
            + "deadline 07:00: late by less than a minute"
    )]
    [TestCase(
        725,
        "61 %: 6,100 of 10,000 sent, 4 deferred, 3 failed, 2 skipped, 1 uncertain, 812/s, ends about 06:30:05, "
            + "deadline 07:00: late by 12 min"
    )]
    [TestCase(
        7500,
        "61 %: 6,100 of 10,000 sent, 4 deferred, 3 failed, 2 skipped, 1 uncertain, 812/s, ends about 06:30:05, "
            + "deadline 07:00: late by 2 h 5 min"
    )]
    public void A_line_says_how_far_how_fast_and_whether_in_time(int lateSeconds, string expected)
    {
        var outlook = new Outlook(812.4, Six.AddSeconds(1805), Six.AddHours(1), TimeSpan.FromSeconds(lateSeconds));

        Assert.That(new ProgressView(null, Some, outlook).Line(Berlin), Is.EqualTo(expected));
    }

    [Test]
    public void Unknown_values_are_left_out() =>
        Assert.That(
            new ProgressView(null, new ProgressCounts(10, 0, 0, 0, 0, 0, 0), new Outlook(null, null, null, null)).Line(
                Berlin
            ),
            Is.EqualTo("0 %: 0 of 10 sent")
        );

    [Test]
    public void The_reason_for_a_wait_is_at_the_end() =>
        Assert.That(
            new ProgressView(
                7,
                new ProgressCounts(1000, 999, 0, 0, 0, 0, 0),
                new Outlook(0, null, null, null),
                "a wrong name",
                "the relay",
                "look"
            ).Line(Berlin),
            Is.EqualTo("99 %: 999 of 1,000 sent, 0/s, paused: a wrong name, waiting: the relay, note: look")
        );

    [Test]
    public void After_the_last_message_no_pace_is_shown() =>
        Assert.That(
            new ProgressView(7, new ProgressCounts(2, 2, 0, 0, 0, 0, 0), new Outlook(5, Six, Six, null)).Line(Berlin),
            Is.EqualTo("100 %: 2 of 2 sent")
        );

    [Test]
    public void The_counts_of_a_new_run_continue_from_the_ledger()
    {
        var progress = new DispatchProgress();
        progress.Begin(Begun(), new Dictionary<DeliveryState, long> { [DeliveryState.Pending] = 5 });
        progress.Count(DeliveryState.Sent);
        progress.Count(DeliveryState.Failed);
        progress.Begin(
            Begun(),
            new Dictionary<DeliveryState, long>
            {
                [DeliveryState.Sent] = 1,
                [DeliveryState.Failed] = 1,
                [DeliveryState.Pending] = 3,
            }
        );
        progress.Count(DeliveryState.Sent);

        Assert.That(progress.Read(), Is.EqualTo(new ProgressCounts(5, 2, 0, 1, 0, 0, 0)));
        Assert.That((progress.Read().Settled, progress.Read().Open), Is.EqualTo((3L, 2L)));
    }

    private static Dispatch Begun() =>
        new()
        {
            Id = 1,
            SlotDate = new DateOnly(2026, 11, 24),
            State = DispatchState.Sending,
            Recipients = 5,
            SlotAt = Six,
            CutOffAt = Six.AddHours(6),
            CreatedAt = Six,
        };
}
