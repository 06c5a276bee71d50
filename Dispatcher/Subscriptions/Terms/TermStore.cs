using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Words;

namespace Newsletter.Dispatcher.Subscriptions.Terms;

/// <summary>
/// Trial and paid term: until when a subscriber gets the newsletter. What a payment provider says may come twice and in
/// any order, so the end of a term is always worked out anew from all that was paid, given back, ended and given.
/// Tests: TermTests.
/// </summary>
internal sealed class TermStore(Database database, NewsletterSettings newsletter, TimeProvider clock)
{
    /// <summary>
    /// Lets a subscriber read until the end of a day, by their own calendar; an expired one is active again.
    /// </summary>
    /// <returns>Null when nobody has this id.</returns>
    public Task<StatusChange?> ExtendAsync(long subscriberId, DateOnly until, CancellationToken cancellationToken) =>
        database.InTransactionAsync(
            async (connection, transaction) =>
                await ExtendAsync(
                    connection,
                    transaction,
                    await Subscription.FindAsync(connection, transaction, subscriberId),
                    until
                ),
            cancellationToken
        );

    /// <inheritdoc cref="ExtendAsync(long, DateOnly, CancellationToken)"/>
    public Task<StatusChange?> ExtendAsync(EmailAddress address, DateOnly until, CancellationToken cancellationToken) =>
        database.InTransactionAsync(
            async (connection, transaction) =>
                await ExtendAsync(
                    connection,
                    transaction,
                    await Subscription.FindAsync(connection, transaction, address.Key),
                    until
                ),
            cancellationToken
        );

    /// <summary>The same in the transaction of the caller.</summary>
    public async Task<StatusChange?> ExtendAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        long subscriberId,
        DateOnly until
    ) =>
        await ExtendAsync(
            connection,
            transaction,
            await Subscription.FindAsync(connection, transaction, subscriberId),
            until
        );

    /// <summary>
    /// Records a payment and what it pays for. A second time changes nothing; a refund may have come before it.
    /// </summary>
    public async Task PaidAsync(SqliteConnection connection, SqliteTransaction transaction, Payment payment)
    {
        var isNew =
            await connection.ExecuteAsync(
                """
                INSERT INTO payments (reference, subscriber_id, amount, currency, paid_at, term_ends_at, subscription)
                VALUES (@Reference, @SubscriberId, @Amount, @Currency, @PaidAt, @TermEndsAt, @Subscription)
                    ON CONFLICT (reference) DO UPDATE
                   SET subscriber_id = excluded.subscriber_id, amount = excluded.amount, currency = excluded.currency,
                       paid_at = excluded.paid_at, term_ends_at = excluded.term_ends_at,
                           subscription = excluded.subscription
                 WHERE payments.subscriber_id = 0
                """,
                payment,
                transaction
            ) > 0;
        if (!isNew || await Subscription.FindAsync(connection, transaction, payment.SubscriberId) is not { } found)
        {
            return;
        }

        if (payment.Customer is not null)
        {
            await SubscriberTable.SetCustomerAsync(
                connection,
                transaction,
                payment.SubscriberId,
                payment.Customer,
                replaces: true
            );
        }

        await SubscriberEvents.AddAsync(
            connection,
            transaction,
            found.Id,
            SubscriberEvent.Paid,
            payment.PaidAt,
            payment.Reference
        );
        var paidUntil = (await HistoryAsync(connection, transaction, found)).Until;

        // A paid term from elsewhere, such as an import, stands beside what was paid here.
        await SetAsync(
            connection,
            transaction,
            found,
            found.Term == SubscriberTerm.Paid && found.TermEndsAt > paidUntil ? found.TermEndsAt : paidUntil
        );
    }

    /// <summary>Ends what a payment paid for, at an instant; the payment may come later.</summary>
    public async Task RefundedAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        string reference,
        DateTimeOffset at
    )
    {
        // Subscriber 0 stands for a payment that is yet to come.
        var subscriberId = await connection.ExecuteScalarAsync<long?>(
            """
            INSERT INTO payments (reference, subscriber_id, amount, currency, paid_at, term_ends_at, refunded_at)
            VALUES (@reference, 0, 0, '', @at, @at, @at)
                ON CONFLICT (reference) DO UPDATE SET refunded_at = excluded.refunded_at
             WHERE payments.refunded_at IS NULL OR payments.refunded_at > excluded.refunded_at
            RETURNING subscriber_id
            """,
            new { reference, at },
            transaction
        );
        if (subscriberId is { } id && await Subscription.FindAsync(connection, transaction, id) is { } found)
        {
            await SubscriberEvents.AddAsync(connection, transaction, id, SubscriberEvent.Refunded, at, reference);
            await CutAsync(connection, transaction, found);
        }
    }

    /// <summary>Ends what was paid before an instant, at that instant. Later payments count again.</summary>
    /// <param name="subscription">Only payments of it, and those of none; null ends all.</param>
    /// <returns>False when nobody has this id.</returns>
    public async Task<bool> EndAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        long subscriberId,
        DateTimeOffset at,
        string? subscription = null
    ) =>
        await EndAsync(
            connection,
            transaction,
            await Subscription.FindAsync(connection, transaction, subscriberId),
            at,
            subscription
        );

    /// <summary>The same by the payment provider's name of the customer; known from their first payment on.</summary>
    /// <returns>False when nobody is known by it.</returns>
    public async Task<bool> EndAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        string customer,
        DateTimeOffset at
    )
    {
        var found = await Subscription.WhereAsync(
            connection,
            transaction,
            "stripe_customer = @customer",
            new { customer }
        );
        return await EndAsync(connection, transaction, found.SingleOrDefault(), at, subscription: null);
    }

    private async Task<bool> EndAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        Subscription? found,
        DateTimeOffset at,
        string? subscription
    )
    {
        if (found is null)
        {
            return false;
        }

        var isNew = (await SubscriberEvents.OfAsync(connection, transaction, found.Id)).All(one =>
            one.Event != SubscriberEvent.Ended || one.At != Stored(at) || one.Detail != subscription
        );
        if (isNew)
        {
            await SubscriberEvents.AddAsync(connection, transaction, found.Id, SubscriberEvent.Ended, at, subscription);
            await CutAsync(connection, transaction, found);
        }

        return true;
    }

    private async Task<StatusChange?> ExtendAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        Subscription? found,
        DateOnly until
    )
    {
        if (found is null)
        {
            return null;
        }

        var (now, zone) = (clock.GetUtcNow(), LocalDay.Zone(found.TimeZone, newsletter));
        if (newsletter.AnnualPrice is null)
        {
            return new(
                StatusChangeKind.Refused,
                "reads for nothing, as everybody does; to have terms, set Newsletter:AnnualPrice"
            );
        }

        if (until < LocalDay.Of(now, zone) || until.Year > 9000)
        {
            return new(
                StatusChangeKind.NoDay,
                $"cannot be extended until {LocalDates.Stored(until)}; give today or a later day"
            );
        }

        var end = TermRule.EndOf(until, zone);
        if (found.TermEndsAt > end)
        {
            return new(
                StatusChangeKind.NoDay,
                $"may read until {LocalDates.Stored(LocalDay.LastBefore(found.TermEndsAt.Value, zone))} already; give "
                    + "a later day"
            );
        }

        await SubscriberEvents.AddAsync(
            connection,
            transaction,
            found.Id,
            SubscriberEvent.Extended,
            now,
            LocalDates.Stored(until)
        );
        var status = await SetAsync(connection, transaction, found, end);
        return StatusChange.Done(
            status is SubscriberStatus.Active
                ? $"may read until {LocalDates.Stored(until)}"
                : $"may read until {LocalDates.Stored(until)}, but is {status.Word()} and gets nothing while that is so"
        );
    }

    private async Task<PaidHistory> HistoryAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        Subscription found
    )
    {
        var payments = await connection.QueryAsync<PaidTerm>(
            "SELECT paid_at, term_ends_at, refunded_at, subscription FROM payments WHERE subscriber_id = @Id",
            new { found.Id },
            transaction
        );
        var events = await SubscriberEvents.OfAsync(connection, transaction, found.Id);
        var zone = LocalDay.Zone(found.TimeZone, newsletter);
        return new(
            [.. payments],
            [.. events.Where(one => one.Event == SubscriberEvent.Ended).Select(one => new PaidEnd(one.At, one.Detail))],
            [
                .. events
                    .Where(one => one.Event == SubscriberEvent.Extended)
                    .Select(one =>
                        TermRule.EndOf(
                            DateOnly.ParseExact(one.Detail!, "yyyy-MM-dd", CultureInfo.InvariantCulture),
                            zone
                        )
                    ),
            ]
        );
    }

    /// <summary>
    /// After something was taken back. A term that nothing here explains, such as an import's or a trial, is left
    /// alone.
    /// </summary>
    private async Task CutAsync(SqliteConnection connection, SqliteTransaction transaction, Subscription found)
    {
        var history = await HistoryAsync(connection, transaction, found);
        if (
            found.Term == SubscriberTerm.Paid
            && found.TermEndsAt <= history.UntilAtFirst
            && history.Until < found.TermEndsAt
        )
        {
            await SetAsync(connection, transaction, found, history.Until);
        }
    }

    /// <returns>The person's status now.</returns>
    private async Task<SubscriberStatus> SetAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        Subscription found,
        DateTimeOffset? endsAt
    )
    {
        var now = clock.GetUtcNow();
        var comesBack = found.Status == SubscriberStatus.Expired && endsAt > now;
        var isPaused =
            found.ExpiredFrom == SubscriberStatus.Paused
            && LocalDay.Of(now, LocalDay.Zone(found.TimeZone, newsletter)) < found.PausedUntil;
        var status =
            !comesBack ? found.Status
            : isPaused ? SubscriberStatus.Paused
            : SubscriberStatus.Active;
        await SubscriberTable.SetTermAsync(connection, transaction, found.Id, endsAt, status, comesBack, now);
        if (comesBack)
        {
            await SubscriberEvents.AddAsync(
                connection,
                transaction,
                found.Id,
                SubscriberEvent.CameBack,
                now,
                found.Status.Word()
            );
        }

        return status;
    }

    private static DateTimeOffset Stored(DateTimeOffset at) =>
        DateTimeOffset.FromUnixTimeMilliseconds(at.ToUnixTimeMilliseconds());
}
