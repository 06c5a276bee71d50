using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Delivery;

/// <summary>
/// Gives the attempts back that were counted before it was known that the answers are about us, while the run goes on:
/// it
/// may wait for its relay for hours.
/// </summary>
internal sealed class AttemptsGivenBack(Ledger ledger, SendGuard guard, long dispatchId, TimeProvider clock)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private IReadOnlyList<TakenBack> _left = [];

    /// <summary>Does so until the run stops.</summary>
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
                // The ledger's writer says what is wrong with the database, and the end of the run does it again.
            }

            await Task.Delay(Interval, clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Gives back what is known by now. What is not written down yet is done the next time.</summary>
    public async Task FlushAsync()
    {
        _left = [.. _left, .. guard.TakeBack()];
        _left = await ledger.TakeBackAsync(dispatchId, _left, CancellationToken.None);
    }
}
