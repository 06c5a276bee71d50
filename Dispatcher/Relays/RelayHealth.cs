namespace Newsletter.Dispatcher.Relays;

/// <summary>What the attempts so far have told about one relay, and who may try it now. Pure: time comes in.</summary>
/// <remarks>
/// <para>
/// A relay is open while each connection gets through. Before the first connection, and after any failure, it is
/// closed: new connections are made one at a time, with growing pauses after failures, until one gets through. So wrong
/// credentials are tried once and not by every connection, and a relay that is down gets few tries.
/// </para>
/// <para>
/// A failure to connect says nothing about the connections that are there already: they carry on (a relay that allows
/// three connections works with three). What a relay refuses over such a connection, it refuses to all.
/// </para>
/// </remarks>
internal sealed record RelayHealth
{
    private const int LongestPauseSeconds = 60;
    private const int LoginPauseSeconds = 210;
    private const int LongestLoginPauseSeconds = 1800;

    private RelayHealth() { }

    /// <summary>No connection has tried it yet.</summary>
    public static RelayHealth Unproven { get; } = new();

    public bool IsOpen { get; private init; }

    /// <summary>Why it is closed; null when it is open or unproven.</summary>
    public Trouble? Trouble { get; private init; }

    /// <summary>True while a connection tries a closed relay.</summary>
    public bool IsTaken { get; private init; }

    /// <summary>True when the connections that are there have to wait, too.</summary>
    public bool StopsAll { get; private init; }

    /// <summary>Tries in a row that failed; what many connections notice of one failure counts once.</summary>
    public int Failures { get; private init; }

    /// <summary>When a closed relay may be tried again.</summary>
    public TimeSpan NextTry { get; private init; }

    /// <summary>Goes up with each opening, so that news from before is known as old.</summary>
    public int Era { get; private init; }

    /// <summary>
    /// More than one connection that was closed: such a relay closes now and then and goes on at once.
    /// </summary>
    public bool IsInTrouble => Trouble is { Kind: not TroubleKind.Passing } || (Trouble is not null && Failures > 1);

    /// <summary>How an attempt may be made now; null when it has to wait.</summary>
    /// <param name="isReady">True when the attempt needs no new connection.</param>
    public TurnKind? Ask(bool isReady, TimeSpan now) =>
        this switch
        {
            { IsOpen: true } => TurnKind.Together,
            { Trouble: not null, StopsAll: false } when isReady => TurnKind.Kept,
            { IsTaken: false } when now >= NextTry => TurnKind.Alone,
            _ => null,
        };

    /// <summary>An attempt begins.</summary>
    public RelayHealth Begin(TurnKind kind) => kind is TurnKind.Alone ? this with { IsTaken = true } : this;

    /// <summary>An attempt ended without news of the relay, for example because the program stops.</summary>
    public RelayHealth Abandon(RelayTurn turn) => turn.Kind is TurnKind.Alone ? this with { IsTaken = false } : this;

    /// <summary>An attempt reached the relay; what it said about the message does not matter here.</summary>
    public RelayHealth Succeeded(RelayTurn turn) =>
        turn.Kind is TurnKind.Alone ? new RelayHealth { IsOpen = true, Era = Era + 1 } : this;

    /// <summary>An attempt failed at the relay itself.</summary>
    public RelayHealth Failed(RelayTurn turn, Trouble trouble, TimeSpan now)
    {
        var failed = turn.Kind switch
        {
            TurnKind.Together when IsOpen && turn.Era == Era => Closed(trouble, failures: 1, now),
            TurnKind.Alone => Closed(trouble, IsRefused(Trouble) == IsRefused(trouble) ? Failures + 1 : 1, now),
            // The relay is already marked as failed; nothing to do.
            _ => this,
        };
        var concernsAll = !failed.IsOpen && turn.WasReady && trouble.Kind is not TroubleKind.Passing;
        return concernsAll ? failed with { StopsAll = true } : failed;
    }

    /// <summary>What was found after the attempts that showed it: the relay refuses us.</summary>
    public RelayHealth FoundBad(Trouble trouble, TimeSpan now) =>
        Closed(trouble, Failures + 1, now) with
        {
            StopsAll = true,
        };

    /// <summary>No connection is open any more, so the next one has to prove again that the relay works.</summary>
    public RelayHealth Deserted() => IsOpen ? new RelayHealth { Era = Era } : this;

    /// <summary>A working connection said goodbye: a relay that allows no more of them may have room now.</summary>
    public RelayHealth HasRoom(TimeSpan now) =>
        Trouble is { Kind: not TroubleKind.Refused } && !StopsAll && NextTry > now ? this with { NextTry = now } : this;

    /// <summary>
    /// The pause before the next try: seconds at first, a minute at most; minutes for a relay that refuses us, since
    /// relays count failed logins.
    /// </summary>
    /// <param name="failures">Tries in a row that failed, from 1.</param>
    public static TimeSpan Pause(TroubleKind kind, int failures) =>
        kind switch
        {
            TroubleKind.Passing when failures <= 1 => TimeSpan.Zero,
            TroubleKind.Refused => TimeSpan.FromSeconds(
                Math.Min(LoginPauseSeconds * (long)failures, LongestLoginPauseSeconds)
            ),
            _ => TimeSpan.FromSeconds(Math.Min(Math.Pow(2, Math.Min(failures - 1, 10)), LongestPauseSeconds)),
        };

    private RelayHealth Closed(Trouble trouble, int failures, TimeSpan now) =>
        this with
        {
            IsOpen = false,
            IsTaken = false,
            Trouble = trouble,
            Failures = failures,
            NextTry = now + Pause(trouble.Kind, failures),
        };

    private static bool IsRefused(Trouble? trouble) => trouble?.Kind is TroubleKind.Refused;
}
