using System.Text.Encodings.Web;
using System.Text.Json;
using Dapper;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Suppressions;

namespace Newsletter.Dispatcher.Subscriptions.Wishes;

/// <summary>
/// Everything that is kept about one person, and only about them, for themselves to read.
/// Tests: PreferenceTests.
/// </summary>
internal sealed class PersonExport(Database database, TimeProvider clock)
{
    private static readonly JsonSerializerOptions Form = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters =
        {
            SubscriberStatuses.Words.ForJson,
            SubscriberTerms.Words.ForJson,
            SubscriberEventNames.Words.ForJson,
            SuppressionKinds.Words.ForJson,
        },
    };

    /// <summary>As indented JSON; instants as ISO 8601. Null when there is nobody any more.</summary>
    public async Task<string?> WriteAsync(long subscriberId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        if (await Subscription.FindAsync(connection, transaction: null, subscriberId) is not { } profile)
        {
            return null;
        }

        var one = new { id = subscriberId, profile.EmailKey };
        return JsonSerializer.Serialize(
            new
            {
                WrittenAt = clock.GetUtcNow(),
                Profile = profile,
                Tags = await connection.QueryAsync<string>(
                    "SELECT tag FROM subscriber_tags WHERE subscriber_id = @id ORDER BY tag",
                    one
                ),
                Events = await SubscriberEvents.OfAsync(connection, transaction: null, subscriberId),
                Confirmations = await connection.QueryAsync<ConfirmationOf>(
                    "SELECT purpose, email, created_at, expires_at, used_at FROM confirmations WHERE subscriber_id = "
                        + "@id ORDER BY id",
                    one
                ),
                Links = await connection.QueryAsync<LinkOf>(
                    "SELECT matter, email, created_at, expires_at, used_at FROM fresh_links WHERE subscriber_id = @id "
                        + "ORDER BY created_at",
                    one
                ),
                Deliveries = await connection.QueryAsync<DeliveryOf>(
                    """
                    SELECT p.slot_date, p.title, d.email, d.state, d.attempts, d.updated_at, d.reply
                      FROM dispatches p
                      JOIN deliveries d ON d.dispatch_id = p.id AND d.subscriber_id = @id
                     ORDER BY p.id
                    """,
                    one
                ),
                EarlierIssues = await connection.QuerySingleOrDefaultAsync<EarlierOf>(
                    "SELECT issues, first_at, last_at FROM reader_summaries WHERE subscriber_id = @id",
                    one
                ),
                Attempts = await connection.QueryAsync<AttemptOf>(
                    """
                    SELECT p.slot_date, a.attempt, a.at, a.state, a.reply
                      FROM dispatches p
                      JOIN attempts a ON a.dispatch_id = p.id AND a.subscriber_id = @id
                     ORDER BY a.id
                    """,
                    one
                ),

                // Whether an address that they asked for was written to would say whether somebody else has it.
                Mails = await connection.QueryAsync<MailOf>(
                    """
                    SELECT kind, email, state, attempts, created_at, updated_at, reply
                      FROM mails
                     WHERE subscriber_id = @id AND kind <> 'confirm-address'
                     ORDER BY id
                    """,
                    one
                ),
                Payments = await connection.QueryAsync<PaymentOf>(
                    "SELECT reference, amount, currency, paid_at, term_ends_at, refunded_at FROM payments WHERE "
                        + "subscriber_id = @id ORDER BY paid_at",
                    one
                ),
                Returns = await connection.QueryAsync<ReturnOf>(
                    "SELECT at, kind, reason, status, evidence FROM returns WHERE subscriber_id = @id ORDER BY id",
                    one
                ),
                Suppressions = await connection.QueryAsync<SuppressedKey>(
                    "SELECT email_key, kind, for_good AS is_for_good, reason, evidence, created_at FROM suppressions "
                        + "WHERE email_key = @EmailKey",
                    one
                ),
            },
            Form
        );
    }

    private sealed record ConfirmationOf
    {
        public required string Purpose { get; init; }
        public required string Email { get; init; }
        public required DateTimeOffset CreatedAt { get; init; }
        public required DateTimeOffset ExpiresAt { get; init; }
        public DateTimeOffset? UsedAt { get; init; }
    }

    /// <summary>A link that works once.</summary>
    private sealed record LinkOf
    {
        public required string Matter { get; init; }
        public required string Email { get; init; }
        public required DateTimeOffset CreatedAt { get; init; }
        public required DateTimeOffset ExpiresAt { get; init; }
        public DateTimeOffset? UsedAt { get; init; }
    }

    private sealed record DeliveryOf
    {
        public required DateOnly SlotDate { get; init; }
        public string? Title { get; init; }
        public required string Email { get; init; }
        public required string State { get; init; }
        public required long Attempts { get; init; }
        public required DateTimeOffset UpdatedAt { get; init; }
        public string? Reply { get; init; }
    }

    /// <summary>The issues before those of the deliveries, of which only the number is kept.</summary>
    private sealed record EarlierOf
    {
        public required long Issues { get; init; }
        public required DateTimeOffset FirstAt { get; init; }
        public required DateTimeOffset LastAt { get; init; }
    }

    private sealed record AttemptOf
    {
        public required DateOnly SlotDate { get; init; }
        public required long Attempt { get; init; }
        public required DateTimeOffset At { get; init; }
        public required string State { get; init; }
        public string? Reply { get; init; }
    }

    private sealed record MailOf
    {
        public required string Kind { get; init; }
        public required string Email { get; init; }
        public required string State { get; init; }
        public required long Attempts { get; init; }
        public required DateTimeOffset CreatedAt { get; init; }
        public required DateTimeOffset UpdatedAt { get; init; }
        public string? Reply { get; init; }
    }

    /// <summary>A bounce or a complaint.</summary>
    private sealed record ReturnOf
    {
        public required DateTimeOffset At { get; init; }
        public required string Kind { get; init; }
        public required string Reason { get; init; }
        public string? Status { get; init; }
        public string? Evidence { get; init; }
    }

    private sealed record PaymentOf
    {
        public required string Reference { get; init; }
        public required long Amount { get; init; }
        public required string Currency { get; init; }
        public required DateTimeOffset PaidAt { get; init; }
        public required DateTimeOffset TermEndsAt { get; init; }
        public DateTimeOffset? RefundedAt { get; init; }
    }
}
