using FsCheck;
using FsCheck.Fluent;
using MailKit.Net.Smtp;
using Newsletter.Dispatcher.Delivery;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Relays;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Tests.Delivery;

[TestFixture]
internal sealed class RetryPolicyTests
{
    private static readonly DateTimeOffset Six = new(2026, 11, 24, 6, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Noon = Six.AddHours(6);

    [TestCase(1, 5)]
    [TestCase(2, 10)]
    [TestCase(3, 20)]
    [TestCase(4, 40)]
    [TestCase(5, 60)]
    [TestCase(6, 60)]
    public void The_pause_doubles_up_to_an_hour(int attempts, int minutes) =>
        Assert.That(Next(RefusalCause.Transient, attempts), Is.EqualTo(Deferred(Six.AddMinutes(minutes))));

    [Test]
    public void Jitter_adds_a_tenth_at_most() =>
        Assert.That(
            Policy(jitter: 1).Next(RefusalCause.Transient, null, 1, Six, Noon),
            Is.EqualTo(Deferred(Six.AddMinutes(5.5)))
        );

    [Test]
    public void A_full_mailbox_is_given_the_longest_pause_at_once() =>
        Assert.That(Next(RefusalCause.MailboxFull, 1), Is.EqualTo(Deferred(Six.AddMinutes(60))));

    [Test]
    public void A_broken_route_is_tried_once_more_after_an_hour() =>
        Assert.That(Next(RefusalCause.Routing, 1), Is.EqualTo(Deferred(Six.AddMinutes(60))));

    [Test]
    public void A_route_that_is_still_broken_is_a_failure() =>
        Assert.That(
            Next(RefusalCause.Routing, 2, RefusalCause.Routing),
            Is.EqualTo(new NextStep(DeliveryState.Failed, null))
        );

    [Test]
    public void A_route_that_breaks_after_greylisting_still_gets_its_retry() =>
        Assert.That(Next(RefusalCause.Routing, 2, RefusalCause.Transient).State, Is.EqualTo(DeliveryState.Deferred));

    [TestCase(RefusalCause.Transient, DeliveryState.Expired)]
    [TestCase(RefusalCause.MailboxFull, DeliveryState.Expired)]
    [TestCase(RefusalCause.Routing, DeliveryState.Failed)]
    public void Nothing_is_tried_at_or_after_the_cut_off(RefusalCause cause, DeliveryState state)
    {
        var soon = Policy(jitter: 0).Next(cause, null, 1, Noon.AddMinutes(-5), Noon);

        Assert.That(soon, Is.EqualTo(new NextStep(state, null)));
    }

    [Test]
    public void A_recipient_who_is_always_deferred_is_tried_eight_times()
    {
        var minutes = Tries(Policy(jitter: 0), _ => RefusalCause.Transient).Select(at => (at - Six).TotalMinutes);

        Assert.That(minutes, Is.EqualTo([0, 5, 15, 35, 75, 135, 195, 300]), "the eighth is kept for the last hour");
    }

    [Test]
    public void Greylisting_of_five_minutes_costs_one_more_try()
    {
        var tries = Tries(Policy(jitter: 0.5), at => at < Six.AddMinutes(5) ? RefusalCause.Transient : null);

        Assert.That(tries, Has.Count.EqualTo(2));
        Assert.That(tries[^1] - Six, Is.LessThan(TimeSpan.FromMinutes(7)));
    }

    [Test]
    public void Any_sequence_of_replies_ends_before_the_cut_off_and_in_order()
    {
        var replies = Gen.Elements(
            (450, "4.7.1 greylisted"),
            (451, ""),
            (452, "4.2.2 full"),
            (452, "4.5.3 many"),
            (550, "5.4.1 no route"),
            (554, "5.3.0 broken"),
            (550, "5.1.1 nobody"),
            (550, "5.7.1 policy"),
            (550, ""),
            (999, "?"),
            (250, "ok")
        );

        // A delivery begins some seconds after its due time, because a clock may be late but never early.
        var steps = replies
            .SelectMany(reply => Gen.Choose(0, 100).Select(percent => (Reply: reply, Jitter: percent / 100.0)))
            .SelectMany(step =>
                Gen.Choose(0, 600).Select(late => (step.Reply, step.Jitter, Late: TimeSpan.FromSeconds(late)))
            );

        Prop.ForAll(
                Gen.ArrayOf(steps, 40).ToArbitrary(),
                sequence =>
                {
                    var (now, attempts, previous) = (Six, 0, (RefusalCause?)null);
                    foreach (var step in sequence)
                    {
                        attempts++;
                        var outcome = SmtpReply.Classify(
                            SmtpErrorCode.MessageNotAccepted,
                            step.Reply.Item1,
                            step.Reply.Item2,
                            "relay:25"
                        );
                        if (outcome is not DeliveryOutcome.Deferred { Cause: var cause })
                        {
                            return attempts <= 8;
                        }

                        var next = Policy(step.Jitter).Next(cause, previous, attempts, now, Noon);
                        if (next.DueAt is not { } due)
                        {
                            return attempts <= 8 && next.State is DeliveryState.Expired or DeliveryState.Failed;
                        }

                        if (
                            next.State is not DeliveryState.Deferred
                            || due - now < TimeSpan.FromMinutes(5)
                            || due >= Noon
                            || attempts >= 8
                        )
                        {
                            return false;
                        }

                        (now, previous) = (due + step.Late, cause);
                    }

                    return false;
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(20_000));
    }

    /// <summary>The instants at which one delivery is tried.</summary>
    /// <param name="answer">The cause of the refusal at an instant; null when the delivery is accepted.</param>
    private static List<DateTimeOffset> Tries(RetryPolicy policy, Func<DateTimeOffset, RefusalCause?> answer)
    {
        var tries = new List<DateTimeOffset>();
        for (DateTimeOffset? due = Six; due is { } now; )
        {
            tries.Add(now);
            due = answer(now) is { } cause ? policy.Next(cause, null, tries.Count, now, Noon).DueAt : null;
        }

        return tries;
    }

    private static NextStep Next(RefusalCause cause, int attempts, RefusalCause? previous = null) =>
        Policy(jitter: 0).Next(cause, previous, attempts, Six, Noon);

    private static NextStep Deferred(DateTimeOffset due) => new(DeliveryState.Deferred, due);

    private static RetryPolicy Policy(double jitter) => new(new RetrySettings(), () => jitter);
}
