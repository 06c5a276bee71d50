using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Delivery;

/// <summary>
/// Gives back attempts that were counted before the answers turned out to be about us. Works while the run goes on,
/// because the run may wait for its relay for hours.
/// Tests: DispatchRunTests.
/// </summary>
internal sealed class AttemptsGivenBack(Ledger ledger, SendGuard guard, long dispatchId, TimeProvider clock)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private IReadOnlyList<TakenBack> _left = [];

    /// <summary>Gives back attempts until the run stops.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await FlushAsync();
            }
            catch (Exception e) when (e is SqliteException or StorageException)
            {
                // The ledger's writer reports the fault of the database; the end of the run tries again.
            }

            await Task.Delay(Interval, clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>
    /// Gives back the attempts that are known by now. Outcomes that are not committed yet are done at the next call.
    /// </summary>
    public async Task FlushAsync()
    {
        _left = [.. _left, .. guard.TakeBack()];
        _left = await ledger.TakeBackAsync(dispatchId, _left, CancellationToken.None);
    }
}
