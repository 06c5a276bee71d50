using Newsletter.Dispatcher.Delivery;
using Newsletter.Dispatcher.Relays;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Tests.Delivery;

[TestFixture]
internal sealed class CircuitBreakerTests
{
    private static readonly DeliveryOutcome Good = new DeliveryOutcome.Accepted("250 ok");
    private static readonly DeliveryOutcome Later = new DeliveryOutcome.Deferred("451 later");
    private static readonly DeliveryOutcome Lost = new DeliveryOutcome.Uncertain("the connection was lost");

    private readonly List<string?> _answers = [];
    private CircuitBreaker _breaker = null!;

    [SetUp]
    public void Fresh()
    {
        _breaker = new CircuitBreaker(new BreakerSettings());
        _answers.Clear();
    }

    [Test]
    public void The_dispatch_pauses_after_ten_messages_when_all_are_refused()
    {
        Send(1000, _ => Refused(RefusalCause.Policy, "550 5.7.1 listed at rbl"));

        Assert.That(FirstPause(), Is.EqualTo(10));
        Assert.That(
            _answers[^1],
            Is.EqualTo(
                "10 of the last 10 messages were refused for good, the last time: 550 5.7.1 listed at rbl. "
                    + "Ask the relay's operator and check the list; then resume."
            )
        );
    }

    [Test]
    public void When_refusals_begin_in_the_middle_of_a_list_eleven_of_fifty_are_enough()
    {
        Send(1000, i => i <= 500 ? Good : Refused(RefusalCause.Policy));

        Assert.That(FirstPause(), Is.EqualTo(511));
    }

    [TestCase(RefusalCause.Policy)]
    [TestCase(RefusalCause.DeadAddress)]
    [TestCase(RefusalCause.Unspecified)]
    [TestCase(RefusalCause.Protocol)]
    [TestCase(RefusalCause.Disabled)]
    public void One_refusal_in_five_does_not_pause(RefusalCause cause)
    {
        Send(10_000, i => i % 5 == 0 ? Refused(cause) : Good);

        Assert.That(FirstPause(), Is.Null);
    }

    [Test]
    public void More_than_one_refusal_in_five_pauses()
    {
        Send(10_000, i => i % 9 is 0 or 4 ? Refused(RefusalCause.DeadAddress) : Good);

        Assert.That(FirstPause(), Is.InRange(45, 60));
    }

    [Test]
    public void A_short_list_is_not_stopped_by_its_first_dead_addresses()
    {
        Send(40, i => i <= 9 ? Refused(RefusalCause.DeadAddress) : Good);

        Assert.That(FirstPause(), Is.Null);
    }

    [Test]
    public void Deferred_messages_and_messages_that_cannot_be_made_do_not_pause()
    {
        Send(1000, i => i % 2 == 0 ? Later : Refused(RefusalCause.Internal));

        Assert.That(FirstPause(), Is.Null);
    }

    [Test]
    public void Trouble_of_the_relay_is_not_counted_as_refusals()
    {
        var trouble = new DeliveryOutcome.RelayTrouble(new Trouble(TroubleKind.Refused, "no login"));
        Send(1000, i => i % 100 == 0 ? Refused(RefusalCause.Policy) : trouble);

        Assert.That(FirstPause(), Is.EqualTo(1000), "the tenth of ten messages that were sent");
    }

    [Test]
    public void Dead_addresses_among_those_tried_again_say_nothing_about_the_dispatch()
    {
        Send(60, _ => Refused(RefusalCause.DeadAddress), attempt: 2);

        Assert.That(FirstPause(), Is.Null);
    }

    [Test]
    public void Policy_refusals_of_all_recipients_pause_at_the_second_attempt_too()
    {
        Send(60, _ => Refused(RefusalCause.Policy), attempt: 2);

        Assert.That(FirstPause(), Is.EqualTo(10));
    }

    [Test]
    public void A_message_too_large_for_the_relay_pauses_at_once()
    {
        Send(1, _ => new DeliveryOutcome.TooLarge("relay:25 takes messages of 1000 octets, and this one has 5000"));

        Assert.That(
            _answers,
            Is.EqualTo([
                "relay:25 takes messages of 1000 octets, and this one has 5000. Make the issue smaller, or let the "
                    + "relay take more; then resume.",
            ])
        );
    }

    [Test]
    public void A_bad_sender_pauses_at_once()
    {
        Send(1, _ => Refused(RefusalCause.Sender, "550 5.1.8 no such domain"));

        Assert.That(
            _answers[0],
            Is.EqualTo(
                "the sender address is refused: 550 5.1.8 no such domain. Check Newsletter:From and its DNS; then "
                    + "resume."
            )
        );
    }

    [TestCase(1, 3)]
    [TestCase(10, 30)]
    [TestCase(40, 120)]
    [TestCase(49, 147)]
    [TestCase(50, null)]
    public void Content_refusals_pause_at_more_than_two_percent_and_at_three_at_least(int each, int? pause)
    {
        Send(10_000, i => i % each == 0 ? Refused(RefusalCause.Content) : Good);

        Assert.That(FirstPause(), Is.EqualTo(pause));
    }

    [Test]
    public void A_relay_that_drops_each_connection_after_the_data_pauses_the_dispatch_after_ten()
    {
        Send(1000, i => i <= 100 ? Good : Lost);

        Assert.That(FirstPause(), Is.EqualTo(110));
        Assert.That(
            _answers[^1],
            Is.EqualTo(
                "10 of the last 50 messages got no reply after their data, the last: the connection was lost. Look at "
                    + "the relay's log; then resume."
            )
        );
    }

    [Test]
    public void A_relay_that_drops_each_fourth_connection_pauses_the_dispatch_too()
    {
        Send(1000, i => i % 4 == 0 ? Lost : Good);

        Assert.That(FirstPause(), Is.EqualTo(40), "ten of forty");
    }

    [Test]
    public void A_connection_that_is_lost_now_and_then_does_not_pause()
    {
        Send(10_000, i => i % 100 == 0 ? Lost : Good);

        Assert.That(FirstPause(), Is.Null);
    }

    [Test]
    public void A_protocol_refusal_is_a_notice_and_the_dispatch_goes_on()
    {
        Send(100, i => i == 50 ? Refused(RefusalCause.Protocol, "503 5.5.1 out of order") : Good);

        Assert.That(FirstPause(), Is.Null);
        Assert.That(
            _breaker.Notice,
            Is.EqualTo("the relay says that we speak wrongly, please report it: 503 5.5.1 out of order")
        );
    }

    [Test]
    public void A_reason_to_pause_stays_after_later_successes()
    {
        Send(1, _ => Refused(RefusalCause.Sender));
        Send(1, _ => Good);

        Assert.That(_answers[1], Is.Not.Null.And.EqualTo(_answers[0]));
    }

    [Test]
    public void The_limit_comes_from_the_settings()
    {
        _breaker = new CircuitBreaker(new BreakerSettings { Percent = 50, Of = 10 });
        Send(1000, i => i <= 100 ? Good : Refused(RefusalCause.DeadAddress));

        Assert.That(FirstPause(), Is.EqualTo(106));
    }

    [Test]
    public void A_limit_of_a_hundred_percent_never_pauses()
    {
        _breaker = new CircuitBreaker(new BreakerSettings { Percent = 100 });
        Send(1000, _ => Refused(RefusalCause.DeadAddress));

        Assert.That(FirstPause(), Is.Null);
    }

    [Test]
    public void Each_message_counts_when_many_connections_report_at_once()
    {
        _breaker = new CircuitBreaker(new BreakerSettings { Percent = 50, Of = 1_000_000 });
        var early = 0;
        using var together = new Barrier(8);
        var connections = Enumerable
            .Range(0, 8)
            .Select(_ => new Thread(() =>
            {
                together.SignalAndWait();
                for (var i = 0; i < 50_000; i++)
                {
                    if (_breaker.Add(i % 4 == 0 ? Refused(RefusalCause.Policy) : Good, attempt: 1) is not null)
                    {
                        Interlocked.Increment(ref early);
                    }
                }
            }))
            .ToList();
        connections.ForEach(connection => connection.Start());
        connections.ForEach(connection => connection.Join());
        Send(200_010, _ => Refused(RefusalCause.Policy));

        Assert.That(early, Is.Zero);
        Assert.That(FirstPause(), Is.EqualTo(200_001), "300,001 of 600,001 are more than half");
    }

    private void Send(int messages, Func<int, DeliveryOutcome> outcome, int attempt = 1)
    {
        for (var i = 1; i <= messages; i++)
        {
            _answers.Add(_breaker.Add(outcome(i), attempt));
        }
    }

    /// <summary>The message at which a pause was asked for, from 1; null when none was.</summary>
    private int? FirstPause() => _answers.FindIndex(answer => answer is not null) is >= 0 and var i ? i + 1 : null;

    private static DeliveryOutcome.Rejected Refused(RefusalCause cause, string reply = "550 no") => new(reply, cause);
}
