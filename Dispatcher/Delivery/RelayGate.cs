namespace Newsletter.Dispatcher.Delivery;

/// <summary>
/// Stands before all connections. While the relay is in trouble it lets one at a time try, with growing pauses, so that
/// a relay that is down is asked gently and burns nobody's attempt.
/// </summary>
/// <remarks>
/// <see cref="_trouble"/> and <see cref="_failures"/> are written under <see cref="_lock"/>; whoever holds
/// <see cref="_turn"/> is the one that tries.
/// </remarks>
internal sealed class RelayGate(TimeProvider clock) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Lock _lock = new();
    private Trouble? _trouble;
    private int _failures;

    /// <summary>What the relay's trouble is; null when it works.</summary>
    public Trouble? Trouble
    {
        get
        {
            lock (_lock)
            {
                return _trouble;
            }
        }
    }

    /// <summary>
    /// Runs an attempt at once while the relay works. While it is in trouble attempts take turns, each after a pause; the
    /// first that gets through opens the gate.
    /// </summary>
    /// <exception cref="OperationCanceledException">The program stops while waiting.</exception>
    public async Task<DeliveryOutcome> PassAsync(Func<Task<DeliveryOutcome>> attempt, CancellationToken cancellationToken)
    {
        if (Trouble is null)
        {
            return Note(await attempt());
        }

        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (Pause() is { } pause)
            {
                await Task.Delay(pause, clock, cancellationToken);
            }

            return Note(await attempt());
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    /// <summary>The pause before the next try: seconds at first, a minute at most; for a relay that refuses us minutes, since logins are counted.</summary>
    private TimeSpan? Pause()
    {
        lock (_lock)
        {
            return _trouble?.Kind switch
            {
                null => null,
                TroubleKind.Passing when _failures <= 1 => TimeSpan.Zero,
                TroubleKind.Refused => TimeSpan.FromSeconds(Math.Min(210 * _failures, 1800)),
                _ => TimeSpan.FromSeconds(Math.Min(Math.Pow(2, Math.Min(_failures - 1, 10)), 60)),
            };
        }
    }

    private DeliveryOutcome Note(DeliveryOutcome outcome)
    {
        lock (_lock)
        {
            if (outcome is DeliveryOutcome.RelayTrouble { Trouble: var trouble })
            {
                _trouble = trouble;
                _failures++;
            }
            else
            {
                _trouble = null;
                _failures = 0;
            }
        }

        return outcome;
    }
}
