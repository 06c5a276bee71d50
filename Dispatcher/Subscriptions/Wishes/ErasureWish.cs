using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Subscriptions.Terms;

namespace Newsletter.Dispatcher.Subscriptions.Wishes;

/// <summary>A reader's own wish to be erased. Tests: ErasureTests.</summary>
internal sealed class ErasureWish(Database database, Erasure erasure, TimeProvider clock)
{
    /// <summary>Forgets the person for good; not while they would be charged on.</summary>
    public async Task<Change> EraseAsync(long subscriberId, CancellationToken cancellationToken)
    {
        if (await RunningPayment.IsThereAsync(database, subscriberId, clock.GetUtcNow(), cancellationToken))
        {
            return Change.Refused(ChangeKind.PaymentGoesOn);
        }

        return await erasure.EraseAsync(subscriberId, cancellationToken) switch
        {
            ErasureOutcome.Erased => Change.Done(ChangeKind.Erased),
            ErasureOutcome.Noted => Change.Done(ChangeKind.EraseNoted),
            _ => Change.NotOurs,
        };
    }
}
