using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Mails;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Subscriptions.Wishes;

namespace Newsletter.Dispatcher.Subscriptions.Links;

/// <summary>
/// For 48 hours the address before can take a change of address back, whatever the new one has done since.
/// Tests: FreshLinkTests.
/// </summary>
internal sealed class AddressRefusals(
    Database database,
    NewsletterSettings newsletter,
    LinkLetters letters,
    TimeProvider clock
)
{
    /// <summary>A word to the new address is late after that.</summary>
    private static readonly TimeSpan TellNewAddress = TimeSpan.FromDays(7);

    /// <summary>What a link would take back; changes nothing. Null for a link that is no good.</summary>
    public async Task<PendingRefusal?> FindAsync(string link, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return
            await FreshLinkTable.FindAsync(connection, transaction: null, link) is { Matter: LinkMatter.Refuse } found
            && found.IsGood(clock.GetUtcNow())
            && await Subscription.FindAsync(connection, transaction: null, found.SubscriberId) is { } subscription
            ? new(found.Email, new OpenedLink(subscription, IsCurrent: false).MaskedEmail)
            : null;
    }

    /// <summary>Gives the person the address before again, and takes back every link that the new one has.</summary>
    /// <returns>Null for a link that is no good.</returns>
    public Task<Change?> RefuseAsync(string link, CancellationToken cancellationToken) =>
        database.InTransactionAsync(
            async (connection, transaction) =>
                await FreshLinkTable.FindAsync(connection, transaction, link) is { Matter: LinkMatter.Refuse } found
                && found.IsGood(clock.GetUtcNow())
                && EmailAddress.TryParse(found.Email, out var address, out _)
                && await Subscription.FindAsync(connection, transaction, found.SubscriberId) is { } subscription
                    ? await RefuseAsync(connection, transaction, found, subscription, address)
                    : null,
            cancellationToken
        );

    private async Task<Change?> RefuseAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        FreshLink link,
        Subscription subscription,
        EmailAddress address
    )
    {
        var now = clock.GetUtcNow();
        var holder = await Subscription.FindAsync(connection, transaction, address.Key);
        if (holder is not null && holder.Id != subscription.Id)
        {
            if (holder.Status != SubscriberStatus.Pending)
            {
                return Change.Refused(ChangeKind.AddressTaken);
            }

            // A sign-up that nobody confirmed does not keep the owner from the address.
            await PersonRows.EraseAsync(connection, transaction, holder.Id);
        }

        await FreshLinkTable.UseAsync(connection, transaction, link.TokenHash, now);
        await SubscriberTable.MoveAsync(connection, transaction, subscription.Id, address, now);
        await DeliveryTable.MoveAsync(connection, transaction, subscription.Id, address);
        await LinkRenewal.RaiseAsync(connection, transaction, subscription.Id, "the change was refused", now);
        await SubscriberEvents.AddAsync(
            connection,
            transaction,
            subscription.Id,
            SubscriberEvent.AddressKept,
            now,
            EmailAddress.TryParse(subscription.Email, out var refused, out _) ? $"not {refused.Shortened}" : null
        );
        var isMailed = await TellAsync(connection, transaction, link, subscription, now);
        return isMailed
            ? Change.Done(ChangeKind.AddressKept, address.Value)
            : Change.Done(ChangeKind.AddressKeptUnmailed, address.Value, Contact);
    }

    private string Contact => (newsletter.ReplyTo ?? newsletter.From).Value;

    /// <summary>The address on file gets a link that works, and the one that was refused a word about it.</summary>
    /// <returns>False when the address on file cannot be mailed.</returns>
    private async Task<bool> TellAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        FreshLink link,
        Subscription subscription,
        DateTimeOffset now
    )
    {
        var isMailed =
            await Subscription.FindAsync(connection, transaction, subscription.Id) is { } after
            && await letters.QueueManageLinkAsync(connection, transaction, after, isOwed: true);
        await MailQueue.AddAsync(
            connection,
            transaction,
            new NewMail(
                MailKind.AddressKept,
                $"{MailKind.AddressKept.Word()}:{link.TokenHash}",
                subscription.Id,
                subscription.Email,
                new Dictionary<string, string>(),
                DueAt: now,
                now + TellNewAddress
            ),
            now
        );
        return isMailed;
    }
}
