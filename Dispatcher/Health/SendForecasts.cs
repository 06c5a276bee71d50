using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Delivery;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Schedule;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Health;

/// <summary>
/// Reads how far dispatches are, no matter which process sends them, and predicts their ends from one reading to the
/// next. Not thread-safe.
/// Tests: StatusCommandTests.
/// </summary>
internal sealed class SendForecasts(Database database, NewsletterSettings newsletter, TimeProvider clock)
{
    private readonly Ledger _ledger = new(database, clock);
    private readonly WaveStore _waves = new(database, clock);
    private readonly SlotCalendar _calendar = new(newsletter);
    private readonly Dictionary<long, Forecast> _forecasts = [];

    /// <summary>The dispatches that were read.</summary>
    public IReadOnlyCollection<long> Known => _forecasts.Keys;

    /// <summary>Counts the deliveries of a dispatch and predicts its end.</summary>
    /// <param name="isInterrupted">See <see cref="Interruption.Is"/>.</param>
    /// <param name="running">What the run in this process has counted, so that the ledger need not be read; null where
    /// the ledger is the only one who knows.</param>
    /// <param name="deferred">With <paramref name="running"/>: how many waited for another try at the last
    /// count.</param>
    public async Task<SendState> ReadAsync(
        Dispatch dispatch,
        bool isInterrupted,
        CancellationToken cancellationToken,
        DispatchProgress? running = null,
        long deferred = 0
    )
    {
        if (!_forecasts.TryGetValue(dispatch.Id, out var forecast))
        {
            _forecasts[dispatch.Id] = forecast = new Forecast(
                DispatchDeadline.Of(_calendar, dispatch, await _waves.ReadAsync(dispatch.Id, cancellationToken))
            );
        }

        if (dispatch.IsOpen && running?.Read() is { Recipients: > 0 } counted)
        {
            // The run leaves out readers whose wave is to come.
            counted = counted with
            {
                Recipients = dispatch.Recipients,
                Deferred = deferred,
            };
            return new(
                dispatch,
                isInterrupted,
                counted,
                forecast.Add(
                    clock.GetUtcNow(),
                    counted.Settled,
                    counted.Open,
                    running.NextTry,
                    running.Waiting is not null || dispatch.State is DispatchState.Paused
                )
            );
        }

        var counts = ProgressCounts.Of(dispatch, await _ledger.CountsAsync(dispatch.Id, cancellationToken));
        var nextTry =
            counts.Open > 0 && counts.Open == counts.Deferred
                ? await _ledger.NextDueAsync(dispatch.Id, cancellationToken)
                : null;
        var isHeld =
            isInterrupted || dispatch.State is DispatchState.Paused || (dispatch.Reason is not null && nextTry is null);
        return new(
            dispatch,
            isInterrupted,
            counts,
            forecast.Add(clock.GetUtcNow(), counts.Settled, counts.Open, nextTry, isHeld)
        );
    }

    /// <summary>Forgets a dispatch that is over.</summary>
    public void Forget(long dispatchId) => _forecasts.Remove(dispatchId);
}
