using Dapper;
using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Subscriptions.Terms;
using Stripe;

namespace Newsletter.Dispatcher.Payments;

/// <summary>
/// Records Stripe's events, each once: the id of an event and its changes are committed together, so no crash can come
/// between the two. When this throws, nothing was written, and Stripe posts the event again.
/// Tests: PaymentOrderTests.
/// </summary>
internal sealed partial class PaymentStore(
    Database database,
    TermStore terms,
    IStripeClient stripe,
    TimeProvider clock,
    ILogger<PaymentStore> logger
)
{
    /// <summary>The id that stands for a payment by an unknown person.</summary>
    private const long Nobody = 0;

    /// <returns>False when Stripe has to be asked back and does not answer; then nothing was written.</returns>
    public async Task<bool> TakeAsync(StripeEvent happened, CancellationToken cancellationToken)
    {
        if (happened.Fact is not { } fact || await IsKnownAsync(happened, cancellationToken))
        {
            return true;
        }

        if (fact is MoneyBack { Invoice: null } back)
        {
            try
            {
                fact = back with { Invoice = await InvoiceOfAsync(back.PaymentIntent, cancellationToken) };
            }
            catch (Exception e) when (StripeCall.Failed(e, cancellationToken))
            {
                LogNoAnswer(happened.Id, StripeCall.ForLog(e));
                return false;
            }
        }

        var note = await database.InTransactionAsync(
            async (connection, transaction) =>
                await AddAsync(connection, transaction, happened)
                    ? await ApplyAsync(connection, transaction, fact)
                    : Note.Nothing,
            cancellationToken
        );
        Log(note, happened);
        return true;
    }

    private async Task<Note> ApplyAsync(SqliteConnection connection, SqliteTransaction transaction, StripeFact fact)
    {
        switch (fact)
        {
            case MoneyBack { Invoice: { } invoice } back:
                await terms.RefundedAsync(connection, transaction, invoice, back.At);
                return Note.Done;
            case CollectionFailed:
                return Note.CollectionFailed;
            case NothingOfOurs { IsOfReader: true }:
                return Note.NoLineOfOurs;
            case CheckedOut { Buyer.Customer: { } customer } done
                when await WhoAsync(connection, transaction, done.Buyer) is { } id:
                var isKnown = await SubscriberTable.SetCustomerAsync(
                    connection,
                    transaction,
                    id,
                    customer,
                    replaces: false
                );
                return isKnown ? Note.Done : Note.Unknown;
            case SubscriptionEnded over when await WhoAsync(connection, transaction, over.Buyer) is { } id:
                return await terms.EndAsync(connection, transaction, id, over.At, over.Subscription)
                    ? Note.Done
                    : Note.Unknown;
            case CancellationChanged change when await WhoAsync(connection, transaction, change.Buyer) is { } id:
                return await RunningPayment.NoteAsync(
                    connection,
                    transaction,
                    id,
                    change.At,
                    change.Subscription,
                    change.IsCancelled
                )
                    ? Note.Done
                    : Note.Unknown;
            case InvoicePaid paid when await WhoAsync(connection, transaction, paid.Buyer) is { } id:
                return await PaidAsync(connection, transaction, paid, id);
            default:
                return Note.NotOurs;
        }
    }

    private async Task<Note> PaidAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        InvoicePaid paid,
        long id
    )
    {
        await terms.PaidAsync(
            connection,
            transaction,
            new(
                paid.Invoice,
                id,
                paid.Amount,
                paid.Currency,
                paid.PaidAt,
                paid.PeriodEndsAt,
                paid.Buyer.Customer,
                paid.Subscription
            )
        );
        var status = await connection.ExecuteScalarAsync<string?>(
            "SELECT status FROM subscribers WHERE id = @id",
            new { id },
            transaction
        );
        return SubscriberStatuses.Words.Find(status) switch
        {
            null => Note.Unknown,
            SubscriberStatus.Unsubscribed or SubscriberStatus.Bounced or SubscriberStatus.Complained =>
                Note.PaysForNothing,
            _ => Note.Done,
        };
    }

    /// <returns>Null where something else was sold, <see cref="Nobody"/> where it was ours and no subscriber is known
    /// by the customer's name.</returns>
    private static async Task<long?> WhoAsync(SqliteConnection connection, SqliteTransaction transaction, Buyer buyer)
    {
        if (buyer.SubscriberId is not null || !buyer.IsForReaders)
        {
            return buyer.SubscriberId;
        }

        return await connection.ExecuteScalarAsync<long?>(
                "SELECT id FROM subscribers WHERE stripe_customer = @Customer",
                new { buyer.Customer },
                transaction
            ) ?? Nobody;
    }

    private async Task<string?> InvoiceOfAsync(string? paymentIntent, CancellationToken cancellationToken)
    {
        if (paymentIntent is null)
        {
            return null;
        }

        var found = await new InvoicePaymentService(stripe).ListAsync(
            new()
            {
                Payment = new() { Type = "payment_intent", PaymentIntent = paymentIntent },
            },
            requestOptions: null,
            cancellationToken
        );
        return found.Data.FirstOrDefault()?.InvoiceId;
    }

    private async Task<bool> IsKnownAsync(StripeEvent happened, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<long>(
                "SELECT count(*) FROM stripe_events WHERE id = @Id",
                new { happened.Id }
            ) > 0;
    }

    private async Task<bool> AddAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        StripeEvent happened
    ) =>
        await connection.ExecuteAsync(
            "INSERT INTO stripe_events (id, type, created_at, received_at) VALUES (@Id, @Type, @CreatedAt, @now) ON "
                + "CONFLICT (id) DO NOTHING",
            new
            {
                happened.Id,
                happened.Type,
                happened.CreatedAt,
                now = clock.GetUtcNow(),
            },
            transaction
        ) > 0;

    private void Log(Note note, StripeEvent happened)
    {
        switch (note)
        {
            case Note.Done:
                LogDone(happened.Type, happened.Id);
                break;
            case Note.NotOurs:
                LogNotOurs(happened.Type, happened.Id);
                break;
            case Note.Unknown:
                LogUnknown(happened.Type, happened.Id);
                break;
            case Note.PaysForNothing:
                LogPaysForNothing(happened.Id);
                break;
            case Note.CollectionFailed:
                LogCollectionFailed(happened.Id);
                break;
            case Note.NoLineOfOurs:
                LogNoLineOfOurs(happened.Id, (happened.Fact as NothingOfOurs)?.Invoice);
                break;
        }
    }

    [LoggerMessage(6001, LogLevel.Information, "Stripe: {Type} ({EventId}).")]
    private partial void LogDone(string type, string eventId);

    [LoggerMessage(
        6002,
        LogLevel.Information,
        "Stripe: {Type} ({EventId}) is about something else that the account sells."
    )]
    private partial void LogNotOurs(string type, string eventId);

    [LoggerMessage(
        6003,
        LogLevel.Warning,
        "Stripe: {Type} ({EventId}) is about a person who is not on the list, or was erased. Look at Stripe whether "
            + "they still pay."
    )]
    private partial void LogUnknown(string type, string eventId);

    [LoggerMessage(
        6004,
        LogLevel.Warning,
        "Stripe: {EventId} is a payment of a person who left, or whose mail cannot be delivered: they pay and get "
            + "nothing. Refund it, or ask them."
    )]
    private partial void LogPaysForNothing(string eventId);

    [LoggerMessage(
        6005,
        LogLevel.Information,
        "Stripe: a renewal could not be collected ({EventId}); Stripe tries again, and the term ends at its date."
    )]
    private partial void LogCollectionFailed(string eventId);

    [LoggerMessage(
        6006,
        LogLevel.Warning,
        "Stripe does not say which invoice {EventId} is about: {Why}. It will tell us again."
    )]
    private partial void LogNoAnswer(string eventId, string why);

    [LoggerMessage(
        6007,
        LogLevel.Warning,
        "Stripe: {EventId} is an invoice of a reader ({Invoice}) without a line that pays for Stripe:Price, so no "
            + "term was changed. "
            + "If it pays for the newsletter, use subscriber extend."
    )]
    private partial void LogNoLineOfOurs(string eventId, string? invoice);

    private enum Note
    {
        Nothing,
        Done,
        NotOurs,
        Unknown,
        PaysForNothing,
        CollectionFailed,
        NoLineOfOurs,
    }
}
