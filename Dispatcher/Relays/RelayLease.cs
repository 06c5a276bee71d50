using Newsletter.Dispatcher.Rendering.Mime;

namespace Newsletter.Dispatcher.Relays;

/// <summary>
/// A session of the pool that is given up while others need its place, and taken anew. For one worker at a time.
/// Tests: ConnectionWorkTests.
/// </summary>
internal sealed class RelayLease(RelayPool relays) : IAsyncDisposable
{
    private RelayPoolSession? _session;

    /// <summary>True while it holds a session, connected or not.</summary>
    public bool IsHeld => _session is not null;

    /// <summary>Takes a place in the pool, if it has none.</summary>
    public void Take() => _session ??= relays.Open();

    /// <summary>Hands one message over, and takes a place in the pool for it if there is none.</summary>
    /// <inheritdoc cref="RelayPoolSession.SendAsync"/>
    public Task<DeliveryOutcome> SendAsync(
        OutgoingMessage message,
        Func<int, DeliveryOutcome, DeliveryOutcome> judge,
        CancellationToken cancellationToken
    )
    {
        Take();
        return _session!.SendAsync(message, judge, cancellationToken);
    }

    /// <summary>Closes the connections and leaves the pool.</summary>
    public async Task GiveUpAsync()
    {
        if (_session is { } session)
        {
            _session = null;
            await session.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync() => await GiveUpAsync();
}
