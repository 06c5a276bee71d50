using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Subscriptions.SignUp;
using Newsletter.Dispatcher.Subscriptions.Wishes;

namespace Newsletter.Dispatcher.Subscriptions.Links;

/// <summary>
/// Takes back every link that a person was ever mailed, but for unsubscribing, and mails a new one to the address on
/// file.
/// </summary>
internal sealed class LinkRenewal(Database database, LinkLetters letters, TimeProvider clock)
{
    /// <summary>
    /// At the wish of the person. The new link is mailed to the address on file and never shown to the one who asks.
    /// </summary>
    public Task<Change> RenewAsync(long subscriberId, CancellationToken cancellationToken) =>
        database.InTransactionAsync(
            async (connection, transaction) =>
            {
                if (await Subscription.FindAsync(connection, transaction, subscriberId) is not { } found)
                {
                    return Change.NotOurs;
                }

                return await RenewAsync(connection, transaction, found, "by the reader")
                    ? new Change(true, "Done. We have mailed you a new link.")
                    : new Change(true, "Done. Your next mail from us has links that work.");
            },
            cancellationToken
        );

    /// <summary>By an operator.</summary>
    /// <returns>Null when nobody has the address; else whether a letter with a new link was queued.</returns>
    public Task<bool?> RenewAsync(EmailAddress address, CancellationToken cancellationToken) =>
        database.InTransactionAsync<bool?>(
            async (connection, transaction) =>
                await Subscription.FindAsync(connection, transaction, address.Key) is { } found
                    ? await RenewAsync(connection, transaction, found, "by an operator")
                    : null,
            cancellationToken
        );

    /// <summary>
    /// Raises the epoch, and ends whatever was asked for by the links before: links that work once, and a new address
    /// that nobody has confirmed yet.
    /// </summary>
    /// <param name="why">Stands in the person's history.</param>
    public static async Task RaiseAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        long subscriberId,
        string why,
        DateTimeOffset now
    )
    {
        await SubscriberTable.RaiseLinkEpochAsync(connection, transaction, subscriberId, now);
        await FreshLinkTable.EndOpenAsync(connection, transaction, subscriberId, now);
        await ConfirmationTable.EndOpenAsync(connection, transaction, subscriberId, ConfirmationPurpose.Address, now);
        await SubscriberEvents.AddAsync(connection, transaction, subscriberId, SubscriberEvent.LinksRenewed, now, why);
    }

    private async Task<bool> RenewAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        Subscription found,
        string why
    )
    {
        await RaiseAsync(connection, transaction, found.Id, why, clock.GetUtcNow());
        return await letters.QueueManageLinkAsync(connection, transaction, found);
    }
}
