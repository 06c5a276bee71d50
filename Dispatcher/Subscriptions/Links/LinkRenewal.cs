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
    /// At the wish of the person. The new link is mailed to the address on file, and never shown to the one who asks.
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
                    ? Change.Done(ChangeKind.LinksRenewed)
                    : Change.Done(ChangeKind.LinksRenewedUnmailed);
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
    /// Raises the epoch, and ends whatever was asked for by the links before: links that work once, and what nobody has
    /// confirmed yet, because a yes shows a link of the new epoch. Somebody whose first sign-up is not confirmed keeps
    /// that mail: there is no other way in.
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
        await FreshLinkTable.EndAsync(connection, transaction, subscriberId, now);
        var reader = await Subscription.FindAsync(connection, transaction, subscriberId);
        ConfirmationPurpose? ended = reader?.Status == SubscriberStatus.Pending ? ConfirmationPurpose.Address : null;
        await ConfirmationTable.EndOpenAsync(connection, transaction, subscriberId, ended, now);
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
        return await letters.QueueManageLinkAsync(connection, transaction, found, isOwed: true);
    }
}
