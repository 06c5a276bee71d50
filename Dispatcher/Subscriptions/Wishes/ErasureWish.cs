using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Subscriptions.Terms;

namespace Newsletter.Dispatcher.Subscriptions.Wishes;

/// <summary>A reader's own wish to be erased, with the words for the page. Tests: ErasureTests.</summary>
internal sealed class ErasureWish(Database database, Erasure erasure, TimeProvider clock)
{
    /// <summary>Forgets the person for good; not while they would be charged on.</summary>
    public async Task<Change> EraseAsync(long subscriberId, CancellationToken cancellationToken)
    {
        if (await RunningPayment.IsThereAsync(database, subscriberId, clock.GetUtcNow(), cancellationToken))
        {
            return new(false, RunningPayment.GoesOn);
        }

        return await erasure.EraseAsync(subscriberId, cancellationToken) switch
        {
            ErasureOutcome.Erased => new(
                true,
                "Your data is deleted. We keep nothing that names you, and you get no more mail."
            ),
            ErasureOutcome.Noted => new(
                true,
                "You get no more mail. A message to you is on its way just now; when it is through, everything about "
                    + "you is deleted."
            ),
            _ => Change.NotOurs,
        };
    }
}
