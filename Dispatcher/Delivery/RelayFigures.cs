using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Delivery;

/// <summary>
/// Writes down every few seconds what the relays answered in a run, and the rest at its end. Figures that cannot be
/// written are kept for the next time.
/// Tests: RelayTallyTests.
/// </summary>
internal sealed class RelayFigures(DispatchRelayTable table, RelayTally tally, long dispatchId, TimeProvider clock)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private IReadOnlyList<RelayNumbers> _left = [];

    /// <summary>Writes until the run stops.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await Task.Delay(Interval, clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await FlushAsync();
        }
    }

    /// <summary>Writes what is known by now.</summary>
    public async Task FlushAsync()
    {
        _left = [.. _left, .. tally.Take()];
        if (_left.Count == 0)
        {
            return;
        }

        try
        {
            await table.AddAsync(dispatchId, _left, CancellationToken.None);
            _left = [];
        }
        catch (Exception e) when (e is SqliteException or StorageException)
        {
            // The ledger's writer meets the same error and reports it.
        }
    }
}
