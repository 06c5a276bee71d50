namespace Newsletter.Dispatcher.Relays;

/// <summary>One way for messages to leave: a relay, or a folder. <see cref="RelayPool"/> makes them one.</summary>
internal interface ITransport
{
    /// <summary>For people: <c>smtp.example.org:587</c> or the folder.</summary>
    string Name { get; }

    /// <summary>How many sessions are worth having at once.</summary>
    int Sessions { get; }

    /// <summary>A session of its own for one worker; it connects when it first sends.</summary>
    ITransportSession Open();
}
