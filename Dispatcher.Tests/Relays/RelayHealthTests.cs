using Newsletter.Dispatcher.Relays;

namespace Newsletter.Dispatcher.Tests.Relays;

/// <summary>When a relay may be tried, and by whom; times are seconds.</summary>
[TestFixture]
internal sealed class RelayHealthTests
{
    private static readonly RelayTurn Alone = new(0, TurnKind.Alone, Era: 0, WasReady: false);

    [Test]
    public void A_relay_that_nobody_has_tried_is_tried_by_one_alone()
    {
        var tried = RelayHealth.Unproven.Begin(RelayHealth.Unproven.Ask(isReady: false, At(0))!.Value);

        Assert.That(tried.Ask(isReady: false, At(0)), Is.Null);
        Assert.That(tried.Succeeded(Alone).Ask(isReady: false, At(0)), Is.EqualTo(TurnKind.Together));
    }

    [Test]
    public void A_try_that_was_given_up_leaves_the_turn_to_the_next()
    {
        var left = RelayHealth.Unproven.Begin(TurnKind.Alone).Abandon(Alone);

        Assert.That(left.Ask(isReady: false, At(0)), Is.EqualTo(TurnKind.Alone));
    }

    [Test]
    public void What_many_connections_notice_of_one_failure_counts_once()
    {
        var open = RelayHealth.Unproven.Succeeded(Alone);
        var turn = new RelayTurn(0, TurnKind.Together, open.Era, WasReady: false);

        var closed = Enumerable
            .Range(0, 8)
            .Aggregate(open, (health, i) => health.Failed(turn, Down, At(10 + (i * 0.1))));

        Assert.That((closed.Failures, closed.NextTry), Is.EqualTo((1, At(11))));
    }

    [Test]
    public void News_from_before_the_last_opening_closes_nothing()
    {
        var open = RelayHealth.Unproven.Succeeded(Alone);
        var old = new RelayTurn(0, TurnKind.Together, open.Era, WasReady: false);
        var again = open.Failed(old, Down, At(0)).Begin(TurnKind.Alone).Succeeded(Alone);

        Assert.That(again.Failed(old, Down, At(5)).IsOpen);
    }

    [Test]
    public void Connections_that_are_there_carry_on_when_no_new_one_can_be_made()
    {
        var closed = RelayHealth.Unproven.Failed(Alone, Down, At(0));

        Assert.That(closed.Ask(isReady: true, At(0)), Is.EqualTo(TurnKind.Kept));
        Assert.That(closed.Ask(isReady: false, At(0)), Is.Null);
    }

    [Test]
    public void What_a_relay_refuses_over_a_working_connection_it_refuses_to_all()
    {
        var open = RelayHealth.Unproven.Succeeded(Alone);

        var closed = open.Failed(new(0, TurnKind.Together, open.Era, WasReady: true), Down, At(0));
        var stillClosed = closed.Begin(TurnKind.Alone).Failed(Alone, Down, At(1));

        Assert.That(closed.Ask(isReady: true, At(0.5)), Is.Null);
        Assert.That(closed.Ask(isReady: true, At(1)), Is.EqualTo(TurnKind.Alone));
        Assert.That(stillClosed.Ask(isReady: true, At(1.5)), Is.Null);
    }

    [Test]
    public void A_closed_connection_is_made_again_at_once_by_one_and_the_others_carry_on()
    {
        var open = RelayHealth.Unproven.Succeeded(Alone);
        var closed = open.Failed(new(0, TurnKind.Together, open.Era, WasReady: true), HungUp, At(0));

        Assert.That(closed.IsInTrouble, Is.False);
        Assert.That(closed.Ask(isReady: true, At(0)), Is.EqualTo(TurnKind.Kept));
        Assert.That(closed.Ask(isReady: false, At(0)), Is.EqualTo(TurnKind.Alone));
    }

    [Test]
    public void A_relay_that_everybody_has_left_has_to_prove_itself_anew()
    {
        var deserted = RelayHealth.Unproven.Succeeded(Alone).Deserted();

        Assert.That(deserted.Begin(TurnKind.Alone).Ask(isReady: false, At(0)), Is.Null);
        Assert.That(
            RelayHealth.Unproven.Failed(Alone, Down, At(0)).Deserted().Trouble,
            Is.EqualTo(Down),
            "trouble is not forgotten"
        );
    }

    [Test]
    public void A_goodbye_makes_room_but_not_for_a_login_that_is_refused()
    {
        var down = RelayHealth.Unproven.Failed(Alone, Down, At(0));
        var refused = RelayHealth.Unproven.Failed(Alone, Refused, At(0));

        Assert.That(down.HasRoom(At(0.2)).Ask(isReady: false, At(0.2)), Is.EqualTo(TurnKind.Alone));
        Assert.That(refused.HasRoom(At(0.2)), Is.EqualTo(refused));
    }

    [TestCase(nameof(TroubleKind.Passing), "0 2 4 8 16 32 60 60")]
    [TestCase(nameof(TroubleKind.Unreachable), "1 2 4 8 16 32 60 60")]
    [TestCase(nameof(TroubleKind.Refused), "210 420 630 840 1050 1260 1470 1680 1800 1800")]
    public void Pauses_grow(string kind, string seconds)
    {
        var pauses = seconds
            .Split(' ')
            .Select((_, i) => RelayHealth.Pause(Enum.Parse<TroubleKind>(kind), i + 1).TotalSeconds);

        Assert.That(string.Join(' ', pauses), Is.EqualTo(seconds));
        Assert.That(
            RelayHealth.Pause(Enum.Parse<TroubleKind>(kind), int.MaxValue),
            Is.LessThanOrEqualTo(TimeSpan.FromMinutes(30))
        );
    }

    [TestCase(nameof(TroubleKind.Unreachable), 30, 60)]
    [TestCase(nameof(TroubleKind.Passing), 30, 60)]
    [TestCase(nameof(TroubleKind.Refused), 10, 3)]
    public void A_relay_in_trouble_is_asked_gently(string kind, int minutes, int mostTries)
    {
        var tries = Tries(TimeSpan.FromMinutes(minutes), _ => new Trouble(Enum.Parse<TroubleKind>(kind), "no"));

        Assert.That(tries, Is.InRange(2, mostTries));
    }

    [Test]
    public void A_relay_that_now_refuses_the_login_and_now_does_not_answer_sees_three_logins_in_ten_minutes_at_most()
    {
        var logins = 0;
        Tries(TimeSpan.FromMinutes(10), i => i % 2 == 0 ? Down : Count(Refused));

        Assert.That(logins, Is.InRange(2, 3));

        Trouble Count(Trouble trouble)
        {
            logins++;
            return trouble;
        }
    }

    private static Trouble Down { get; } = new(TroubleKind.Unreachable, "down");

    private static Trouble HungUp { get; } = new(TroubleKind.Passing, "hung up");

    private static Trouble Refused { get; } = new(TroubleKind.Refused, "refused");

    /// <summary>How often a relay is tried when a session asks ten times a second.</summary>
    private static int Tries(TimeSpan time, Func<int, Trouble> answer)
    {
        var health = RelayHealth.Unproven;
        var tries = 0;
        for (var now = TimeSpan.Zero; now < time; now += TimeSpan.FromMilliseconds(100))
        {
            if (health.Ask(isReady: false, now) is { } kind)
            {
                health = health.Begin(kind).Failed(Alone, answer(tries++), now);
            }
        }

        return tries;
    }

    private static TimeSpan At(double seconds) => TimeSpan.FromSeconds(seconds);
}
