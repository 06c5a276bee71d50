using Newsletter.Dispatcher.Relays;
using Newsletter.Dispatcher.Rendering.Mime;

namespace Newsletter.Dispatcher.Tests.Relays;

/// <summary>Where each session goes with its next message; times are seconds.</summary>
[TestFixture]
internal sealed class RelaySeatsTests
{
    private static readonly Trouble Down = new(TroubleKind.Unreachable, "down");

    [Test]
    public void Sessions_are_seated_by_weight_once_each_relay_has_taken_a_first_message()
    {
        var house = new House(sessions: 8, 3, 1);

        house.Round(now: 0);
        house.Round(now: 0);

        Assert.That(house.Seats.Seated, Is.EqualTo(new[] { 6, 2 }));
    }

    [Test]
    public void At_the_start_each_relay_is_tried_by_one_and_the_others_wait()
    {
        var house = new House(sessions: 8, 3, 1);

        var turns = house.All.Select(session => house.Seats.Next(session.Seat, At(0))).ToList();

        Assert.That(
            turns.Where(turn => turn is not null).Select(turn => turn!.Value.Relay),
            Is.EquivalentTo(new[] { 0, 1 })
        );
    }

    [Test]
    public void When_a_relay_dies_everybody_goes_to_the_other_and_only_one_tries_it_after_each_pause()
    {
        var house = new House(sessions: 8, 1, 1);
        house.Round(now: 0);
        house.Round(now: 0);

        house.Die(0);
        var tries = Enumerable.Range(1, 1800).Sum(second => house.Round(second));

        Assert.That(house.Seats.Seated, Is.EqualTo(new[] { 0, 8 }));
        Assert.That(tries, Is.InRange(20, 60));
    }

    [Test]
    public void When_it_answers_again_it_gets_its_share_back()
    {
        var house = new House(sessions: 8, 3, 1);
        house.Round(now: 0);
        house.Die(0);
        for (var second = 1; second < 100; second++)
        {
            house.Round(second);
        }

        house.Rise(0);
        for (var second = 100; second < 170; second++)
        {
            house.Round(second);
        }

        Assert.That(house.Seats.Seated, Is.EqualTo(new[] { 6, 2 }));
    }

    [Test]
    public void Nobody_moves_while_everything_works()
    {
        var house = new House(sessions: 7, 3, 2, 1);
        house.Round(now: 0);
        house.Round(now: 0);
        var before = house.All.Select(session => session.Seat.Relay).ToList();

        for (var second = 1; second < 100; second++)
        {
            house.Round(second);
        }

        Assert.That(house.All.Select(session => session.Seat.Relay), Is.EqualTo(before));
    }

    [Test]
    public void Nobody_moves_when_the_others_end_for_want_of_recipients()
    {
        var house = new House(sessions: 8, 3, 1);
        house.Round(now: 0);
        house.Round(now: 0);
        var last = house.All.Where(session => session.Seat.Relay == 1).ToList();

        foreach (var session in house.All.Except(last))
        {
            house.Seats.Leave(session.Seat, At(1));
        }

        Assert.That(last.Select(session => house.Seats.Next(session.Seat, At(2))!.Value.Relay), Is.All.EqualTo(1));
    }

    [Test]
    public void With_no_relay_at_all_the_next_try_is_the_nearest()
    {
        var house = new House(sessions: 1, 1, 1);
        house.Die(0);
        house.Die(1);

        house.Round(now: 0);

        Assert.That(house.Seats.UntilNextTry(At(0.25)), Is.EqualTo(At(0.75)));
        Assert.That(Enumerable.Range(0, 2).Select(house.Seats.Serves), Is.All.False);
    }

    [Test]
    public void A_relay_that_takes_three_connections_works_with_three()
    {
        var house = new House(sessions: 5, 1) { MostConnections = 3 };
        house.Round(now: 0);

        var sent = Enumerable
            .Range(1, 10)
            .Sum(second =>
            {
                house.Round(second);
                return house.Sent;
            });

        Assert.That(sent, Is.AtLeast(30));
        Assert.That(house.Seats.Serves(0));
        Assert.That(house.All.Select(session => session.Sent), Is.All.InRange(3, 11), "they are passed around");
    }

    [Test]
    public void A_connection_that_is_closed_makes_room_for_the_next_at_once()
    {
        var house = new House(sessions: 5, 1) { MostConnections = 3 };
        house.Round(now: 0);
        var (open, waiting) = (
            house.All.First(session => session.Seat.IsLive),
            house.All.First(session => !session.Seat.IsLive)
        );
        var before = house.Seats.Next(waiting.Seat, At(0.1));

        house.Seats.Leave(open.Seat, At(0.2));

        Assert.That(before, Is.Null);
        Assert.That(house.Seats.Next(waiting.Seat, At(0.2))?.Kind, Is.EqualTo(TurnKind.Alone));
    }

    [Test]
    public void When_everybody_has_left_the_next_run_begins_with_one_again()
    {
        var house = new House(sessions: 2, 1);
        house.Round(now: 0);
        foreach (var session in house.All)
        {
            house.Seats.Leave(session.Seat, At(1));
        }

        var turns = Enumerable
            .Range(0, 8)
            .Select(_ => new RelaySeat(relays: 1))
            .Select(seat => house.Seats.Next(seat, At(86_400)));

        Assert.That(turns.Count(turn => turn is not null), Is.EqualTo(1));
    }

    private static TimeSpan At(double seconds) => TimeSpan.FromSeconds(seconds);

    /// <summary>Sessions that send a message each round, at relays that die and rise.</summary>
    private sealed class House
    {
        private readonly HashSet<int> _dead = [];

        public House(int sessions, params int[] weights)
        {
            Seats = new RelaySeats(weights, sessions);
            All = [.. Enumerable.Range(0, sessions).Select(_ => new Session(weights.Length))];
            foreach (var session in All)
            {
                Seats.Enter(session.Seat);
            }
        }

        public RelaySeats Seats { get; }

        public IReadOnlyList<Session> All { get; }

        public int MostConnections { get; init; } = int.MaxValue;

        /// <summary>Messages of the last round.</summary>
        public int Sent { get; private set; }

        public void Die(int relay)
        {
            _dead.Add(relay);
            foreach (var session in All)
            {
                session.Seat.Connections[relay] = null;
            }
        }

        public void Rise(int relay) => _dead.Remove(relay);

        /// <returns>Attempts at dead relays.</returns>
        public int Round(double now)
        {
            var inVain = 0;
            Sent = 0;
            var waiting = All.ToList();
            while (waiting.Find(session => Send(session, now, ref inVain)) is { } sent)
            {
                // The others ask again, as after any news.
                waiting.Remove(sent);
                Sent++;
            }

            return inVain;
        }

        private bool Send(Session session, double now, ref int inVain)
        {
            while (Seats.Next(session.Seat, At(now)) is { } turn && !Seats.PassOn(session.Seat, turn, At(now)))
            {
                var works =
                    !_dead.Contains(turn.Relay)
                    && (turn.WasReady || All.Count(other => other.Seat.IsReady(turn.Relay)) < MostConnections);
                if (works)
                {
                    Array.Clear(session.Seat.Connections);
                    session.Seat.Connections[turn.Relay] = new Connection();
                    session.Sent++;
                }

                Seats.Settle(session.Seat, turn, works ? null : Down, works, At(now));
                if (works)
                {
                    return true;
                }

                inVain++;
            }

            return false;
        }
    }

    private sealed class Session(int relays)
    {
        public RelaySeat Seat { get; } = new(relays);

        public int Sent { get; set; }
    }

    private sealed class Connection : ITransportSession
    {
        public bool IsReady => true;

        public Task<DeliveryOutcome> SendAsync(OutgoingMessage message, CancellationToken cancellationToken) =>
            throw new NotSupportedException("The seats send nothing.");

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
