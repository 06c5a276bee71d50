using Newsletter.Dispatcher.Rendering.Mime;

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

/// <summary>One worker's way out, used by one message at a time. Disposing it says goodbye and never throws.</summary>
internal interface ITransportSession : IAsyncDisposable
{
    /// <summary>True when the next message needs no new connection.</summary>
    bool IsReady { get; }

    /// <summary>Hands one message over.</summary>
    /// <param name="cancellationToken">
    /// Stops connecting. Once a message is on its way it is not cancelled: that would leave its outcome unknown.
    /// </param>
    Task<DeliveryOutcome> SendAsync(OutgoingMessage message, CancellationToken cancellationToken);
}
