namespace Newsletter.Dispatcher.Relays;

/// <summary>One session's place and connections. Tests: RelaySeatsTests.</summary>
internal sealed class RelaySeat(int relays)
{
    public const int Nowhere = -1;

    /// <summary>Index of the relay it sits at, or <see cref="Nowhere"/>.</summary>
    public int Relay { get; set; } = Nowhere;

    /// <summary>By relay. Two at most: the one in use, and while another is tried the one before.</summary>
    public ITransportSession?[] Connections { get; } = new ITransportSession?[relays];

    /// <summary>True when its last attempt left a good connection to <see cref="Relay"/>.</summary>
    public bool IsLive { get; set; }

    /// <summary>Since when it has a message and no relay takes it; null while one does.</summary>
    public TimeSpan? WaitsSince { get; set; }

    /// <summary>
    /// True when it has a connection that can take a message. Only asked while no attempt of this seat is under way.
    /// </summary>
    public bool IsReady(int relay) => Connections[relay] is { IsReady: true };
}
