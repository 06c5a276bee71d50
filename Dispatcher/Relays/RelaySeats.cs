namespace Newsletter.Dispatcher.Relays;

/// <summary>
/// Which session sits at which relay, and where each goes with its next message. It decides and does nothing: time
/// comes in, and the caller lets one thread in at a time.
/// </summary>
/// <param name="weights">One a relay.</param>
/// <param name="connections">Sessions that are meant to be open.</param>
internal sealed class RelaySeats(IReadOnlyList<int> weights, int connections)
{
    private static readonly TimeSpan LongWait = TimeSpan.FromSeconds(1);

    private readonly RelayHealth[] _health = [.. weights.Select(_ => RelayHealth.Unproven)];
    private readonly int[] _seated = new int[weights.Count];
    private readonly List<RelaySeat> _seats = [];
    private int[] _shares = RelayShares.Of(weights, [.. weights.Select(_ => true)], connections);

    /// <summary>The health of each relay, in the order of the settings.</summary>
    public IReadOnlyList<RelayHealth> Health => _health;

    /// <summary>Sessions that sit at each relay.</summary>
    public IReadOnlyList<int> Seated => _seated;

    public void Enter(RelaySeat seat)
    {
        _seats.Add(seat);
        Share();
    }

    /// <summary>The session has closed its connections.</summary>
    public void Leave(RelaySeat seat, TimeSpan now)
    {
        _seats.Remove(seat);
        if (seat is { Relay: >= 0, IsLive: true })
        {
            _health[seat.Relay] = _health[seat.Relay].HasRoom(now);
        }

        Sit(seat, RelaySeat.Nowhere);
        Share();
    }

    /// <summary>
    /// Where the session's next message goes. A relay in trouble whose pause is over is tried first, so that it is
    /// known when it is back; otherwise the session stays while its relay takes it and has no more than its share, or
    /// else goes where most is missing.
    /// </summary>
    /// <returns>Null when no relay takes it now.</returns>
    public RelayTurn? Next(RelaySeat seat, TimeSpan now)
    {
        var turn = Find(seat, now);
        seat.WaitsSince = turn is null ? seat.WaitsSince ?? now : null;
        return turn;
    }

    /// <summary>
    /// Gives a connection of a relay that takes no more of them to the session that has waited long, so that no message
    /// waits for the end of the run.
    /// </summary>
    /// <param name="turn">What <see cref="Next"/> gave.</param>
    /// <returns>True when the connection is given away and the session has to wait for another.</returns>
    public bool PassOn(RelaySeat seat, RelayTurn turn, TimeSpan now)
    {
        if (turn is not { Kind: TurnKind.Kept, Relay: var relay } || WaitingLong(relay, now) is not { } other)
        {
            return false;
        }

        (seat.Connections[relay], other.Connections[relay]) = (other.Connections[relay], seat.Connections[relay]);
        Sit(other, relay);
        (seat.IsLive, other.IsLive) = (false, true);
        seat.WaitsSince = now;
        return true;
    }

    /// <summary>What an attempt has come to.</summary>
    /// <param name="trouble">The relay's trouble; null when it got through.</param>
    /// <param name="isReady">True when the connection is good for another message.</param>
    public void Settle(RelaySeat seat, RelayTurn turn, Trouble? trouble, bool isReady, TimeSpan now)
    {
        var before = _health[turn.Relay];
        _health[turn.Relay] = trouble is null ? before.Succeeded(turn) : before.Failed(turn, trouble, now);
        if (trouble is null)
        {
            Sit(seat, turn.Relay);
        }

        if (seat.Relay == turn.Relay)
        {
            seat.IsLive = isReady;
        }

        if (_health.Any(health => !health.IsOpen) || before != _health[turn.Relay])
        {
            Share();
        }
    }

    /// <summary>A relay was found to refuse us after the attempts were over.</summary>
    public void Close(int relay, Trouble trouble, TimeSpan now)
    {
        _health[relay] = _health[relay].FoundBad(trouble, now);
        Share();
    }

    /// <summary>An attempt was given up without news of the relay.</summary>
    public void Abandon(RelayTurn turn) => _health[turn.Relay] = _health[turn.Relay].Abandon(turn);

    /// <summary>How long until a relay may be tried again; null when nothing but news can help.</summary>
    public TimeSpan? UntilNextTry(TimeSpan now)
    {
        TimeSpan? first = null;
        foreach (var health in _health)
        {
            if (
                health is { IsOpen: false, IsTaken: false }
                && health.NextTry > now
                && (first is null || health.NextTry - now < first)
            )
            {
                first = health.NextTry - now;
            }
        }

        return first;
    }

    /// <summary>A session can hand mail to it, as far as is known.</summary>
    public bool Serves(int relay) =>
        !_health[relay].IsInTrouble
        || (!_health[relay].StopsAll && _seats.Any(seat => seat.Relay == relay && seat.IsLive));

    private RelayTurn? Find(RelaySeat seat, TimeSpan now)
    {
        for (var relay = 0; relay < _health.Length; relay++)
        {
            if (
                relay != seat.Relay
                && _health[relay].IsInTrouble
                && _health[relay].Ask(isReady: false, now) is TurnKind.Alone
            )
            {
                // The session keeps its seat until the relay has accepted a message again.
                return Begin(relay, TurnKind.Alone, isReady: false);
            }
        }

        var stay = seat.Relay == RelaySeat.Nowhere ? null : _health[seat.Relay].Ask(seat.IsReady(seat.Relay), now);
        if (
            stay is { } kind
            && (_seated[seat.Relay] <= _shares[seat.Relay] || Emptiest(seat, now) is not { Missing: > 0 })
        )
        {
            return Begin(seat.Relay, kind, seat.IsReady(seat.Relay));
        }

        if (Emptiest(seat, now) is not { } other)
        {
            return null;
        }

        Sit(seat, other.Relay);
        return Begin(other.Relay, other.Kind, seat.IsReady(other.Relay));
    }

    private RelaySeat? WaitingLong(int relay, TimeSpan now) =>
        _seats.Where(seat => now - seat.WaitsSince >= LongWait && !seat.IsReady(relay)).MinBy(seat => seat.WaitsSince);

    private RelayTurn Begin(int relay, TurnKind kind, bool isReady)
    {
        _health[relay] = _health[relay].Begin(kind);
        return new(relay, kind, _health[relay].Era, isReady);
    }

    /// <summary>The relay that takes the session now and misses most of its share.</summary>
    private (int Relay, TurnKind Kind, int Missing)? Emptiest(RelaySeat seat, TimeSpan now)
    {
        (int Relay, TurnKind Kind, int Missing)? emptiest = null;
        for (var relay = 0; relay < _health.Length; relay++)
        {
            var missing = _shares[relay] - _seated[relay];
            if (
                relay != seat.Relay
                && (emptiest is null || missing > emptiest.Value.Missing)
                && _health[relay].Ask(seat.IsReady(relay), now) is { } kind
            )
            {
                emptiest = (relay, kind, missing);
            }
        }

        return emptiest;
    }

    private void Sit(RelaySeat seat, int relay)
    {
        if (seat.Relay == relay)
        {
            return;
        }

        if (seat.Relay != RelaySeat.Nowhere && --_seated[seat.Relay] == 0)
        {
            _health[seat.Relay] = _health[seat.Relay].Deserted();
        }

        if (relay != RelaySeat.Nowhere)
        {
            _seated[relay]++;
        }

        seat.Relay = relay;
        seat.IsLive = false;
    }

    /// <summary>While sessions end one after the other no seat moves: the shares are those with all sessions.</summary>
    private void Share() =>
        _shares = RelayShares.Of(
            weights,
            [.. Enumerable.Range(0, _health.Length).Select(Serves)],
            Math.Max(connections, _seats.Count)
        );
}
