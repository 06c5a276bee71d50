using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Relays;
using Newsletter.Dispatcher.Schedule;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Health;

/// <summary>
/// The readings of one dispatch, one at a time: counts about each second, what reads every delivery more rarely.
/// Tests: LiveDispatchesTests.
/// </summary>
internal sealed class LiveDispatch(
    long id,
    Database database,
    NewsletterSettings newsletter,
    RelayPool relays,
    RunningDispatches running,
    TimeProvider clock
) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1);
    private readonly DispatchStore _dispatches = new(database, clock);
    private readonly SendForecasts _forecasts = new(database, newsletter, clock);
    private DispatchReading? _last;
    private long _readAt;
    private TimeSpan _lifetime;
    private Details? _details;
    private long _detailsAt;
    private TimeSpan _detailsLifetime;

    /// <summary>How often the database was read.</summary>
    public int Readings { get; private set; }

    /// <returns>Null when there is no such dispatch.</returns>
    public async Task<DispatchReading?> ReadAsync(bool isFresh, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            if (_last is null || isFresh || clock.GetElapsedTime(_readAt) >= _lifetime)
            {
                var begin = clock.GetTimestamp();
                _last = await ReadNowAsync(isFresh, cancellationToken);
                (_readAt, _lifetime) = (
                    clock.GetTimestamp(),
                    ReadingPace.OfCounts.Lifetime(clock.GetElapsedTime(begin))
                );
            }

            return _last;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private async Task<DispatchReading?> ReadNowAsync(bool isFresh, CancellationToken cancellationToken)
    {
        Readings++;

        // Read before the dispatch: one that ends between the two does not look interrupted.
        var owner = await Ownership.CurrentAsync(database, clock, cancellationToken);
        if (await _dispatches.FindAsync(id, cancellationToken) is not { } dispatch)
        {
            return null;
        }

        var state = await _forecasts.ReadAsync(
            dispatch,
            Interruption.Is(dispatch, owner),
            cancellationToken,
            running.ProgressOf(id),
            _details?.Numbers.States.GetValueOrDefault(DeliveryState.Deferred) ?? 0
        );
        var isNew = isFresh || _last is null || _last.Dispatch.State != dispatch.State;
        if (_details is null || isNew || clock.GetElapsedTime(_detailsAt) >= _detailsLifetime)
        {
            await ReadDetailsAsync(dispatch, cancellationToken);
        }

        return new(
            state,
            _details!.Numbers,
            _details.Waves,
            _details.ByRelay,
            relays.States,
            _details.Curve,
            clock.GetUtcNow()
        );
    }

    private async Task ReadDetailsAsync(Dispatch dispatch, CancellationToken cancellationToken)
    {
        var begin = clock.GetTimestamp();
        _details = new(
            await DispatchNumbers.ReadAsync(database, id, cancellationToken),
            await new WaveStore(database, clock).CountsAsync(id, cancellationToken),
            await new DispatchRelayTable(database).ReadAsync(id, cancellationToken),
            await new SendCurves(database, clock).ReadAsync(dispatch, cancellationToken)
        );
        (_detailsAt, _detailsLifetime) = (
            clock.GetTimestamp(),
            ReadingPace.OfDetails.Lifetime(clock.GetElapsedTime(begin))
        );
    }

    private sealed record Details(
        DispatchNumbers Numbers,
        IReadOnlyList<WaveCounts> Waves,
        IReadOnlyList<RelayNumbers> ByRelay,
        SendCurve? Curve
    );
}
