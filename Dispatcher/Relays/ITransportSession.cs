using Newsletter.Dispatcher.Rendering.Mime;

namespace Newsletter.Dispatcher.Relays;

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
