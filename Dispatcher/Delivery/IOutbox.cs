using Newsletter.Dispatcher.Relays;
using Newsletter.Dispatcher.Rendering.Mime;

namespace Newsletter.Dispatcher.Delivery;

/// <summary>
/// What one connection sends from: a ledger, the items that are due in it, and the rules for answers.
/// <see cref="ConnectionWork{TItem}"/> calls the members in the order in which they are declared, one at a time.
/// </summary>
/// <typeparam name="TItem">An item that becomes one message.</typeparam>
internal interface IOutbox<TItem>
    where TItem : class
{
    /// <summary>Waits until an item is due, or only looks whether one is.</summary>
    /// <returns>False when this connection has nothing more to do.</returns>
    ValueTask<bool> WaitForWorkAsync();

    /// <summary>
    /// Commits the intent to send the next item. No byte of a message is sent before that, so that a crash leaves at
    /// most one message of each connection with an unknown outcome.
    /// </summary>
    /// <param name="make">Makes the message. It never throws, and it may run while the commit is in progress.</param>
    /// <returns>Null when the item must not be sent, or not now; another item may be due.</returns>
    Task<ClaimedMessage<TItem>?> ClaimAsync(Func<TItem, ClaimedMessage<TItem>> make);

    /// <summary>Makes the message of an item.</summary>
    /// <param name="problem">Why there is no message; empty when there is one.</param>
    /// <returns>Null when it cannot be made.</returns>
    OutgoingMessage? Make(TItem item, out string problem);

    /// <summary>
    /// Cancelled when the wait for a relay with this item must end. It does not cancel a message in transfer.
    /// </summary>
    CancellationToken PatienceFor(TItem item);

    /// <summary>Judges a relay's answer before it is settled, and may decide that the answer is about us.</summary>
    /// <param name="relay">Index of the relay.</param>
    DeliveryOutcome Judge(int relay, DeliveryOutcome answer, TItem item);

    /// <summary>
    /// Decides what an outcome means for the ledger, and writes it there at once or at the next commit.
    /// </summary>
    /// <param name="outcome">Null when nothing was sent, through no fault of the recipient: the item is due as
    /// before.</param>
    Task SettleAsync(ClaimedMessage<TItem> claimed, DeliveryOutcome? outcome);

    /// <summary>Writes at once what would wait for the next commit. Called before each wait, and at the end.</summary>
    Task FlushAsync();

    /// <summary>Logs an unplanned error with its trace.</summary>
    void LogUnplanned(Exception error, TItem item);
}
