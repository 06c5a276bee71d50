using Dapper;
using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Subscriptions.Wishes;
using Newsletter.Dispatcher.Suppressions;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Subscriptions.SignUp;

/// <summary>
/// A new address, asked for: it is mailed whether it agrees. <see cref="Confirmations"/> does the rest.
/// Tests: PreferenceTests.
/// </summary>
internal sealed class AddressChanges(
    Database database,
    NewsletterSettings newsletter,
    SignedToken tokens,
    TimeProvider clock
)
{
    /// <summary>New addresses that one person may ask for in a day: so that the page cannot be used to mail
    /// strangers.</summary>
    private const int MostADay = 3;

    /// <summary>
    /// Queues a mail to the new address. The answer does not say whether that address is on the list.
    /// </summary>
    /// <param name="also">Written in the same transaction where the mail is queued; null for nothing.</param>
    public Task<Change> RequestAsync(
        long subscriberId,
        string newEmail,
        CancellationToken cancellationToken,
        Alongside? also = null
    )
    {
        if (!EmailAddress.TryParse(newEmail, out var address, out _))
        {
            return Task.FromResult(Change.Refused(ChangeKind.AddressRefused, AddressAdvice.For(newEmail)));
        }

        if (address.Key == newsletter.From.Key || address.Key == newsletter.ReplyTo?.Key)
        {
            return Task.FromResult(Change.Refused(ChangeKind.AddressIsOurs));
        }

        return database.InTransactionAsync(
            async (connection, transaction) =>
            {
                var change = await RequestAsync(connection, transaction, subscriberId, address);
                if (change.IsDone && also is not null)
                {
                    await also(connection, transaction);
                }

                return change;
            },
            cancellationToken
        );
    }

    /// <summary>The address that was asked for last and can still be confirmed; null when there is none.</summary>
    public static async Task<string?> PendingAsync(
        SqliteConnection connection,
        long subscriberId,
        DateTimeOffset now
    ) =>
        await connection.ExecuteScalarAsync<string?>(
            """
            SELECT email
              FROM confirmations
             WHERE subscriber_id = @subscriberId AND purpose = 'address' AND used_at IS NULL AND expires_at > @now
             ORDER BY id DESC
             LIMIT 1
            """,
            new { subscriberId, now }
        );

    private async Task<Change> RequestAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        long subscriberId,
        EmailAddress address
    )
    {
        if (await Subscription.FindAsync(connection, transaction, subscriberId) is not { } found)
        {
            return Change.NotOurs;
        }

        if (found.EmailKey == address.Key)
        {
            return Change.Refused(ChangeKind.AddressIsSame);
        }

        if (!ConfirmationRule.MayChangeAddress(found.Status))
        {
            return Change.Refused(ChangeKind.AddressNoMail);
        }

        var now = clock.GetUtcNow();
        if (await AskedTodayAsync(connection, transaction, subscriberId, now) >= MostADay)
        {
            return Change.Refused(ChangeKind.AddressTooOften);
        }

        // The answer is the same for each address, so that it does not tell who is on the list.
        var isTaken =
            await Subscription.FindAsync(connection, transaction, address.Key) is { } holder
            && holder.Status != SubscriberStatus.Pending;
        var suppressed = await SuppressionTable.FindAsync(connection, transaction, address, tokens.OldestKey);
        var asked = await ConfirmationTable.AskedAsync(
            connection,
            transaction,
            address.Key,
            now - OptInRule.CountedSpan
        );
        await SubscriberEvents.AddAsync(connection, transaction, subscriberId, SubscriberEvent.AddressAsked, now);
        var isMailed =
            !isTaken && suppressed.All(one => one.IsErased && one.MayBeLifted()) && OptInRule.MayAskAgain(asked, now);
        await ConfirmationTable.EndOpenAsync(connection, transaction, subscriberId, ConfirmationPurpose.Address, now);
        await ConfirmationTable.AskAsync(
            connection,
            transaction,
            ConfirmationPurpose.Address,
            subscriberId,
            address,
            now,
            isMailed
        );

        return Change.Done(ChangeKind.AddressAsked, address.Value);
    }

    private static async Task<long> AskedTodayAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        long subscriberId,
        DateTimeOffset now
    ) =>
        await connection.ExecuteScalarAsync<long>(
            "SELECT count(*) FROM subscriber_events WHERE subscriber_id = @subscriberId AND event = 'address-asked' "
                + "AND at > @since",
            new { subscriberId, since = now.AddDays(-1) },
            transaction
        );
}
