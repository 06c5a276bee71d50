using Newsletter.Dispatcher.Rendering.Mime;

namespace Newsletter.Dispatcher.Relays;

/// <summary>
/// One worker's way through the pool: finds a relay for each message and waits while there is none.
/// Tests: RelayPoolTests.
/// </summary>
internal sealed class RelayPoolSession : IAsyncDisposable
{
    /// <summary>A relay that hangs up on one message so often has said something about the message.</summary>
    private const int MostHangUps = 3;

    private readonly RelayPool _pool;
    private readonly RelaySeat _seat;

    public RelayPoolSession(RelayPool pool, int relays)
    {
        _pool = pool;
        _seat = new RelaySeat(relays);
        pool.Enter(_seat);
    }

    /// <summary>Hands one message over to whichever relay takes it; one that is in trouble certainly has not.</summary>
    /// <param name="judge">
    /// Looks at an answer, with the index of its relay, before the pool learns of it, and may say that it is about us.
    /// </param>
    /// <param name="cancellationToken">Ends the waiting for a relay, and connecting. A message on its way is not
    /// cancelled.</param>
    /// <returns>What is final for this attempt, so never <see cref="DeliveryOutcome.RelayTrouble"/>.</returns>
    /// <exception cref="OperationCanceledException">Stopped before the message was on its way; nothing was
    /// sent.</exception>
    public async Task<DeliveryOutcome> SendAsync(
        OutgoingMessage message,
        Func<int, DeliveryOutcome, DeliveryOutcome> judge,
        CancellationToken cancellationToken
    )
    {
        // The old connection is closed here, so that a slow QUIT does not delay the last outcome on its way to the
        // ledger.
        await CloseAllBut(_seat.Relay);
        for (var hangUps = 0; ; )
        {
            var turn = await _pool.TakeTurnAsync(_seat, cancellationToken);
            var outcome = await TryAsync(turn, message, judge, cancellationToken);
            if (outcome is not DeliveryOutcome.RelayTrouble { Trouble: var trouble })
            {
                return outcome;
            }

            cancellationToken.ThrowIfCancellationRequested();
            if (trouble.Kind is TroubleKind.Passing && ++hangUps == MostHangUps)
            {
                outcome = new DeliveryOutcome.Deferred(trouble.Message);
                return judge(turn.Relay, outcome);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAllBut(RelaySeat.Nowhere);
        _pool.Leave(_seat);
    }

    private async Task<DeliveryOutcome> TryAsync(
        RelayTurn turn,
        OutgoingMessage message,
        Func<int, DeliveryOutcome, DeliveryOutcome> judge,
        CancellationToken cancellationToken
    )
    {
        var connection = _seat.Connections[turn.Relay] ??= _pool.Connect(turn.Relay);
        DeliveryOutcome? outcome = null;
        try
        {
            outcome = await connection.SendAsync(message, cancellationToken);

            // The relay's own trouble is known as such; everything else may turn out to be about us.
            return outcome = outcome is DeliveryOutcome.RelayTrouble ? outcome : judge(turn.Relay, outcome);
        }
        finally
        {
            // Our own stop says nothing about the relay.
            var isStopped = cancellationToken.IsCancellationRequested && outcome is DeliveryOutcome.RelayTrouble;
            _pool.Settle(_seat, turn, isStopped ? null : outcome, connection.IsReady);
        }
    }

    private async Task CloseAllBut(int kept)
    {
        for (var relay = 0; relay < _seat.Connections.Length; relay++)
        {
            if (relay != kept && _seat.Connections[relay] is { } connection)
            {
                _seat.Connections[relay] = null;
                await connection.DisposeAsync();
            }
        }
    }
}
