using Newsletter.Dispatcher.Rendering.Mime;

namespace Newsletter.Dispatcher.Relays;

/// <summary>
/// All relays as one way out: connections are parted by weight, go elsewhere when a relay is in trouble, and come back
/// when it works again. A pickup folder is a pool of one.
/// </summary>
/// <param name="relays">At least one.</param>
internal sealed class RelayPool(IReadOnlyList<WeightedRelay> relays, TimeProvider clock)
{
    private readonly Lock _lock = new();
    private readonly long _start = clock.GetTimestamp();
    private readonly RelaySeats _seats = new([.. relays.Select(relay => relay.Weight)], MostSessions(relays));
    private readonly FoundPace[] _paces = [.. relays.Select(_ => new FoundPace())];
    private readonly RecentAnswers _recent = new();
    private TaskCompletionSource? _news;

    /// <summary>For people: the relays, or the folder.</summary>
    public string Name => string.Join(", ", relays.Select(relay => relay.Transport.Name));

    /// <summary>How many sessions are worth having at once.</summary>
    public int Sessions => MostSessions(relays);

    /// <summary>Why nothing can be sent now, one line for an operator; null while some relay works.</summary>
    public string? Trouble
    {
        get
        {
            lock (_lock)
            {
                return Serving() ? null : Troubles();
            }
        }
    }

    /// <summary>What is wrong although mail goes out, one line; null when everything works or nothing does.</summary>
    public string? Notice
    {
        get
        {
            lock (_lock)
            {
                return Serving() && Troubles() is { } troubles
                    ? $"{troubles} "
                        + $"({(relays.Count > 1 ? "the other relays carry on" : "the open connections carry on")})"
                    : null;
            }
        }
    }

    /// <summary>Names of the relays, in the order of the settings.</summary>
    public IReadOnlyList<string> Names => [.. relays.Select(relay => relay.Transport.Name)];

    /// <summary>How each relay is now, in the order of the settings.</summary>
    public IReadOnlyList<RelayState> States
    {
        get
        {
            lock (_lock)
            {
                var now = Now();
                return
                [
                    .. _seats.Health.Select(
                        (health, relay) =>
                            new RelayState(
                                relays[relay].Transport.Name,
                                _seats.Seated[relay],
                                health.IsOpen,
                                health.Trouble?.Message,
                                health.IsOpen || health.Trouble is null ? null
                                    : health.NextTry > now ? health.NextTry - now
                                    : TimeSpan.Zero
                            )
                    ),
                ];
            }
        }
    }

    /// <summary>
    /// One sentence for each relay that was slowed after refusals; empty when none was slowed.
    /// </summary>
    public IReadOnlyList<string> Paces
    {
        get
        {
            lock (_lock)
            {
                return
                [
                    .. Enumerable
                        .Range(0, relays.Count)
                        .Where(relay => _paces[relay].PerSecond is not null)
                        .Select(relay =>
                            PaceWords.OfRelay(
                                relays[relay].Transport.Name,
                                _paces[relay].PerSecond!.Value,
                                _paces[relay].Reply ?? ""
                            )
                        ),
                ];
            }
        }
    }

    /// <summary>
    /// Most of the last messages were accepted, in dispatches and single mails alike: a refusal now says something
    /// about its address.
    /// </summary>
    public bool WentWell
    {
        get
        {
            lock (_lock)
            {
                return _recent.WentWell;
            }
        }
    }

    /// <summary>A pool of one.</summary>
    public static RelayPool Of(ITransport transport, TimeProvider clock) => new([new(transport, Weight: 1)], clock);

    /// <summary>A session that finds a relay for each of its messages.</summary>
    public RelayPoolSession Open() => new(this, relays.Count);

    /// <summary>Tries each relay once and does not wait; for a single copy that a person asked for.</summary>
    /// <returns>What the first relay that could be used said, or the trouble of the last one.</returns>
    public async Task<DeliveryOutcome> SendOnceAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        for (var relay = 0; ; relay++)
        {
            await using var session = Connect(relay);
            var outcome = await session.SendAsync(message, cancellationToken);
            if (
                outcome is not DeliveryOutcome.RelayTrouble
                || relay == relays.Count - 1
                || cancellationToken.IsCancellationRequested
            )
            {
                return outcome;
            }
        }
    }

    /// <summary>
    /// Keeps everybody from a relay that refused for good what is about us; it is tried again rarely.
    /// </summary>
    public void Close(int relay, Trouble trouble)
    {
        lock (_lock)
        {
            _seats.Close(relay, trouble, Now());
        }
    }

    /// <summary>A session of the relay itself.</summary>
    internal ITransportSession Connect(int relay) => relays[relay].Transport.Open();

    internal void Enter(RelaySeat seat)
    {
        lock (_lock)
        {
            _seats.Enter(seat);
        }
    }

    internal void Leave(RelaySeat seat)
    {
        lock (_lock)
        {
            _seats.Leave(seat, Now());
            Tell();
        }
    }

    /// <summary>Waits until a relay takes the session's next message. Every turn must be settled.</summary>
    /// <exception cref="OperationCanceledException">The program stops while waiting.</exception>
    internal async ValueTask<RelayTurn> TakeTurnAsync(RelaySeat seat, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Task news;
            TimeSpan wait;
            lock (_lock)
            {
                var now = Now();
                var untilPace = TimeSpan.Zero;
                if (_seats.Next(seat, now) is { } turn)
                {
                    if (!_seats.PassOn(seat, turn, now))
                    {
                        untilPace = _paces[turn.Relay].Take(now);
                        if (untilPace == TimeSpan.Zero)
                        {
                            return turn with { At = now };
                        }

                        _seats.Abandon(turn);
                    }

                    Tell();
                }

                wait = Shorter(_seats.UntilNextTry(now), untilPace);
                _news ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
                news = _news.Task;
            }

            await news.WaitAsync(wait, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Tells what an attempt came to.</summary>
    /// <param name="outcome">Null when it was given up without news of the relay.</param>
    /// <param name="isReady">True when the connection is good for another message.</param>
    internal void Settle(RelaySeat seat, RelayTurn turn, DeliveryOutcome? outcome, bool isReady)
    {
        lock (_lock)
        {
            if (outcome is null)
            {
                _seats.Abandon(turn);
            }
            else
            {
                var now = Now();
                Measure(turn, outcome, now);
                _seats.Settle(seat, turn, TroubleOf(turn.Relay, outcome, isReady, now), isReady, now);
            }

            Tell();
        }
    }

    /// <summary>
    /// What an outcome says about the relay. A connection lost in the middle of a message counts as its fault, too.
    /// </summary>
    private Trouble? TroubleOf(int relay, DeliveryOutcome outcome, bool isReady, TimeSpan now) =>
        outcome switch
        {
            DeliveryOutcome.RelayTrouble trouble => trouble.Trouble,
            DeliveryOutcome.Ours ours => ours.Trouble,
            DeliveryOutcome.Throttled { IsOfDomain: false } throttled when _paces[relay].IsStopped(now) => new(
                TroubleKind.Unreachable,
                $"{relays[relay].Transport.Name} takes nothing at any speed: {throttled.Reply}. Ask the relay's "
                    + "provider for its limits."
            ),
            DeliveryOutcome.Deferred deferred when !isReady => new(TroubleKind.Passing, deferred.Reply),
            DeliveryOutcome.Uncertain uncertain when !isReady => new(TroubleKind.Passing, uncertain.Reason),
            _ => null,
        };

    /// <summary>Learns what pace the relay bears, and whether messages are accepted at all.</summary>
    private void Measure(RelayTurn turn, DeliveryOutcome outcome, TimeSpan now)
    {
        switch (outcome)
        {
            case DeliveryOutcome.Accepted:
                _paces[turn.Relay].Accepted(now);
                break;
            case DeliveryOutcome.Throttled { IsOfDomain: false } throttled:
                _paces[turn.Relay].Refused(throttled.Reply, turn.At, now);
                break;
        }

        if (
            outcome
            is DeliveryOutcome.Accepted
                or DeliveryOutcome.Rejected
                or DeliveryOutcome.Deferred
                or DeliveryOutcome.Ours
        )
        {
            _recent.Add(outcome is DeliveryOutcome.Accepted);
        }
    }

    /// <param name="untilTry">Null when nothing but news can help.</param>
    /// <param name="untilPace">Zero when no pace is in the way.</param>
    private static TimeSpan Shorter(TimeSpan? untilTry, TimeSpan untilPace) =>
        untilPace == TimeSpan.Zero ? untilTry ?? Timeout.InfiniteTimeSpan
        : untilTry is { } other && other < untilPace ? other
        : untilPace;

    private bool Serving() => Enumerable.Range(0, relays.Count).Any(_seats.Serves);

    private string? Troubles()
    {
        var troubles = _seats.Health.Where(IsWorthTelling).Select(health => health.Trouble!.Message).ToList();
        return troubles.Count > 0 ? string.Join("; ", troubles) : null;
    }

    /// <summary>A connection that was closed and made again is no news.</summary>
    private static bool IsWorthTelling(RelayHealth health) =>
        health.Trouble is { Kind: var kind } && (kind is not TroubleKind.Passing || health.Failures > 2);

    /// <summary>Lets everybody who waits ask again.</summary>
    private void Tell()
    {
        _news?.TrySetResult();
        _news = null;
    }

    /// <summary>Monotonic: a clock that is set must not make a pause longer.</summary>
    private TimeSpan Now() => clock.GetElapsedTime(_start);

    private static int MostSessions(IReadOnlyList<WeightedRelay> relays) =>
        relays.Max(relay => relay.Transport.Sessions);
}
