using Newsletter.Dispatcher.Relays;
using Newsletter.Dispatcher.Rendering.Mime;

namespace Newsletter.Dispatcher.Delivery;

/// <summary>
/// What one connection sends from: a ledger, what is due in it, and what follows from an answer.
/// <see cref="ConnectionWork{TItem}"/> calls the members in the order in which they stand here, one at a time.
/// </summary>
/// <typeparam name="TItem">What becomes one message.</typeparam>
internal interface IOutbox<TItem>
    where TItem : class
{
    /// <summary>Waits until something is due, or looks whether something is.</summary>
    /// <returns>False when this connection has nothing more to do.</returns>
    ValueTask<bool> WaitForWorkAsync();

    /// <summary>
    /// Commits the intent to send what is due. No byte of a message goes before that, so that a crash leaves one
    /// message of a connection with an unknown outcome at most.
    /// </summary>
    /// <param name="make">Makes the message. It never throws, and it may run while the commit is under way.</param>
    /// <returns>Null when what was due must not go, or not now; there may be something else.</returns>
    Task<ClaimedMessage<TItem>?> ClaimAsync(Func<TItem, ClaimedMessage<TItem>> make);

    /// <summary>Makes the message of an item.</summary>
    /// <param name="problem">Why there is no message; empty when there is one.</param>
    /// <returns>Null when it cannot be made.</returns>
    OutgoingMessage? Make(TItem item, out string problem);

    /// <summary>Ends the wait for a relay with this item in hand. A message on its way is not cancelled.</summary>
    CancellationToken PatienceFor(TItem item);

    /// <summary>Looks at a relay's answer before anything follows from it, and may say that it is about us.</summary>
    /// <param name="relay">Index of the relay.</param>
    DeliveryOutcome Judge(int relay, DeliveryOutcome answer, TItem item);

    /// <summary>Decides what an outcome means for the ledger, and writes it there, now or at the next commit.</summary>
    /// <param name="outcome">Null when nothing was sent and nobody is to blame: the item is due as before.</param>
    Task SettleAsync(ClaimedMessage<TItem> claimed, DeliveryOutcome? outcome);

    /// <summary>Writes at once what waits for the next commit. Called before each wait, and at the end.</summary>
    Task FlushAsync();

    /// <summary>Logs an error that nobody planned for, with its trace.</summary>
    void LogUnplanned(Exception error, TItem item);
}
