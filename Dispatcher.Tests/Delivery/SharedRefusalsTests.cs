using Newsletter.Dispatcher.Delivery;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Relays;

namespace Newsletter.Dispatcher.Tests.Delivery;

[TestFixture]
internal sealed class SharedRefusalsTests
{
    private static readonly DeliveryOutcome Good = new DeliveryOutcome.Accepted("250 ok");

    private readonly List<AnswerMeaning> _meanings = [];
    private SharedRefusals _shared = null!;
    private long _number;

    [SetUp]
    public void Fresh()
    {
        _shared = new SharedRefusals(relays: 1);
        _meanings.Clear();
        _number = 0;
    }

    [TestCase("454 Sending paused for this account.", 3, AnswerMeaning.Waits)]
    [TestCase("452 4.2.2 mailbox full", 3, AnswerMeaning.Waits)]
    [TestCase("550 5.1.1 no such user", 10, AnswerMeaning.Pauses)]
    [TestCase("552 5.2.2 mailbox full", 10, AnswerMeaning.Pauses)]
    [TestCase("550 5.4.5 Daily user sending quota exceeded", 10, AnswerMeaning.Pauses)]
    public void A_refusal_of_all_recipients_from_the_beginning_is_about_us(string reply, int at, object meaning)
    {
        Tell(20, _ => reply);

        Assert.That((FirstOurs(), _meanings[at - 1]), Is.EqualTo((at, (AnswerMeaning)meaning)));
        Assert.That(
            _shared.TakeBack().Select(taken => taken.SubscriberId),
            Is.EqualTo(Enumerable.Range(1, at - 1).Select(i => (long)i))
        );
    }

    [TestCase("454 Sending paused for this account.", 105)]
    [TestCase("550 5.4.5 Daily user sending quota exceeded", 110)]
    public void A_refusal_of_all_recipients_from_the_middle_on_is_about_us(string reply, int at)
    {
        Tell(200, i => i <= 100 ? null : reply);

        Assert.That(FirstOurs(), Is.EqualTo(at));
        Assert.That(_shared.TakeBack(), Has.Count.EqualTo(at - 101));
    }

    [Test]
    public void Acceptances_in_transfer_when_the_relay_begins_to_refuse_do_not_hide_the_refusals()
    {
        Tell(200, i => i <= 100 || i is 102 or 104 ? null : "550 5.4.5 Daily user sending quota exceeded");

        Assert.That(FirstOurs(), Is.EqualTo(114));
        Assert.That(_shared.TakeBack(), Has.Count.EqualTo(11), "the refusals before the last acceptance count, too");
    }

    [TestCase("452 4.2.2 mailbox full", 10)]
    [TestCase("550 5.1.1 no such user", 5)]
    [TestCase("550 5.1.1 no such user", 4)]
    public void A_refusal_of_one_recipient_in_a_few_is_about_addresses(string reply, int each)
    {
        Tell(5000, i => i % each == 0 ? reply : null);

        Assert.That(FirstOurs(), Is.Null);
        Assert.That(_shared.End(open: 0), Is.Empty);
        Assert.That(_shared.TakeBack(), Is.Empty);
    }

    [Test]
    public void Refusals_at_random_are_about_addresses()
    {
        var chance = new Random(7);
        Tell(20_000, _ => chance.Next(5) == 0 ? "550 5.1.1 no such user" : null);

        Assert.That(FirstOurs(), Is.Null);
    }

    [TestCase("450 4.7.1 relaying not possible now", AnswerMeaning.PutsOff)]
    [TestCase("550 5.7.1 relaying denied", AnswerMeaning.Pauses)]
    public void A_refusal_of_most_recipients_is_about_us_even_when_our_own_domain_is_accepted(
        string reply,
        object meaning
    )
    {
        Tell(60, i => i % 5 == 1 ? null : reply);

        Assert.That(_meanings[FirstOurs()!.Value - 1], Is.EqualTo((AnswerMeaning)meaning));
        Assert.That(_shared.TakeBack(), Has.Count.EqualTo(25));
    }

    [Test]
    public void Refusals_of_one_domain_are_about_us_only_when_the_whole_list_has_this_domain()
    {
        Tell(100, _ => "451 4.3.0 down", domains: 1);
        var mixed = FirstOurs();
        _meanings.Clear();
        _shared = new SharedRefusals(relays: 1, isOneDomain: true);
        Tell(100, _ => "451 4.3.0 down", domains: 1);

        Assert.That((mixed, FirstOurs()), Is.EqualTo(((int?)null, 3)));
    }

    [Test]
    public void Greylisting_of_all_recipients_is_not_about_us()
    {
        Tell(100, _ => "450 4.2.0 Greylisted, come back in 5 minutes");

        Assert.That(FirstOurs(), Is.Null);
    }

    [Test]
    public void Many_different_refusals_without_an_acceptance_are_about_us()
    {
        Tell(20, i => $"550 5.{i % 7}.{i} {new string((char)('a' + i), 5)} no");

        Assert.That(FirstOurs(), Is.EqualTo(10));
        Assert.That(_shared.TakeBack(), Has.Count.EqualTo(9));
    }

    [Test]
    public void A_recipient_who_gets_the_same_refusal_again_is_not_counted()
    {
        _shared = new SharedRefusals(relays: 1, acceptedBefore: 970);
        Tell(30, _ => "452 4.2.2 mailbox full", before: "452 4.2.2 mailbox full");

        Assert.That(FirstOurs(), Is.Null);
    }

    [Test]
    public void A_new_refusal_of_all_recipients_at_a_retry_is_about_us()
    {
        _shared = new SharedRefusals(relays: 1, acceptedBefore: 970);
        Tell(30, _ => "454 Sending paused", before: "452 4.2.2 mailbox full");

        Assert.That(FirstOurs(), Is.EqualTo(5));
    }

    [Test]
    public void Each_relay_is_judged_by_itself()
    {
        _shared = new SharedRefusals(relays: 2);
        for (var i = 0; i < 20; i++)
        {
            _shared.Add(0, Good, Reader());
            _meanings.Add(_shared.Add(1, Answer("454 paused"), Reader()));
        }

        Assert.That(FirstOurs(), Is.EqualTo(3));
    }

    [TestCase(1)]
    [TestCase(6)]
    public void A_short_list_is_judged_at_its_end(int readers)
    {
        Tell(readers, _ => "554 Email address is not verified");

        Assert.That(FirstOurs(), Is.Null);
        Assert.That(
            _shared.End(open: 0),
            Is.EqualTo(new[] { new SharedAnswer(0, "554 Email address is not verified", IsHard: true, readers) })
        );
        Assert.That(_shared.TakeBack(), Has.Count.EqualTo(readers).And.All.Property("StaysDeferred").False);
        Assert.That(_shared.End(open: 0), Is.Empty, "told once");
    }

    [Test]
    public void A_first_wave_of_one_dead_reader_does_not_pause_the_others()
    {
        Tell(1, _ => "550 5.1.1 no such user");

        Assert.That(_shared.End(open: 500), Is.Empty);
        Assert.That(_shared.TakeBack(), Is.Empty);
    }

    [Test]
    public void Two_deferred_recipients_wait_for_the_relay_and_keep_their_attempts()
    {
        Tell(2, _ => "454 Sending paused");

        Assert.That(
            _shared.End(open: 2),
            Is.EqualTo(new[] { new SharedAnswer(0, "454 Sending paused", IsHard: false, Count: 2) })
        );
        Assert.That(
            _shared.TakeBack(),
            Is.EqualTo(new[] { new TakenBack(1, StaysDeferred: true), new TakenBack(2, StaysDeferred: true) })
        );
    }

    private void Tell(int messages, Func<int, string?> reply, int domains = 7, string? before = null)
    {
        for (var i = 1; i <= messages; i++)
        {
            _meanings.Add(_shared.Add(0, reply(i) is { } refused ? Answer(refused) : Good, Reader(domains, before)));
        }
    }

    private DueRecipient Reader(int domains = 7, string? before = null)
    {
        _number++;
        return new()
        {
            SubscriberId = _number,
            Email = $"reader{_number}@{(char)('a' + (_number % domains))}.example",
            Attempts = before is null ? 0 : 1,
            Cause = before is null ? null : "mailbox-full",
            Reply = before,
            Status = "active",
        };
    }

    private static DeliveryOutcome Answer(string reply) =>
        reply[0] == '5'
            ? new DeliveryOutcome.Rejected(reply, RefusalCause.Unspecified)
            : new DeliveryOutcome.Deferred(reply);

    /// <summary>The message at which an answer was found to be about us, from 1; null when none was.</summary>
    private int? FirstOurs() =>
        _meanings.FindIndex(meaning => meaning is not AnswerMeaning.AboutAddress) is >= 0 and var i ? i + 1 : null;
}
