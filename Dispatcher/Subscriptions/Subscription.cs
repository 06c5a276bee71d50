using Dapper;
using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Subscribers;

namespace Newsletter.Dispatcher.Subscriptions;

/// <summary>A row of <c>subscribers</c>, as far as it tells of the subscription. Tests: ConfirmationTests.</summary>
internal sealed record Subscription
{
    private const string Columns = """
        id, email, email_key, first_name, last_name, time_zone, status, created_at,
        confirmed_at, paused_until, term, term_ends_at, left_from, left_at, expired_from, stripe_customer, link_epoch
        """;

    public required long Id { get; init; }
    public required string Email { get; init; }
    public required string EmailKey { get; init; }
    public string? FirstName { get; init; }
    public string? LastName { get; init; }

    /// <summary>IANA name; null follows the newsletter's.</summary>
    public string? TimeZone { get; init; }

    public required SubscriberStatus Status { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? ConfirmedAt { get; init; }

    /// <summary>The local date from which mail comes again; null while paused means until they say so.</summary>
    public DateOnly? PausedUntil { get; init; }

    /// <summary>Null where nobody pays, or nothing was said.</summary>
    public SubscriberTerm? Term { get; init; }

    /// <summary>First instant after the term.</summary>
    public DateTimeOffset? TermEndsAt { get; init; }

    /// <summary>The status before they left; null when they did not leave by themselves.</summary>
    public SubscriberStatus? LeftFrom { get; init; }

    public DateTimeOffset? LeftAt { get; init; }

    /// <summary>The status before the term ended, which a payment brings back; null for active.</summary>
    public SubscriberStatus? ExpiredFrom { get; init; }

    /// <summary>The payment provider's name of the customer.</summary>
    public string? StripeCustomer { get; init; }

    /// <summary>Stands in the person's links: those of an earlier epoch unsubscribe and open nothing else.</summary>
    public long LinkEpoch { get; init; }

    public static async Task<Subscription?> FindAsync(
        SqliteConnection connection,
        SqliteTransaction? transaction,
        long id
    ) =>
        await connection.QuerySingleOrDefaultAsync<Subscription>(
            $"SELECT {Columns} FROM subscribers WHERE id = @id",
            new { id },
            transaction
        );

    /// <param name="key">The address's key.</param>
    public static async Task<Subscription?> FindAsync(
        SqliteConnection connection,
        SqliteTransaction? transaction,
        string key
    ) =>
        await connection.QuerySingleOrDefaultAsync<Subscription>(
            $"SELECT {Columns} FROM subscribers WHERE email_key = @key",
            new { key },
            transaction
        );

    /// <summary>Those that a condition of the daily look lets through.</summary>
    /// <param name="condition">SQL of this program's own, never of a user's.</param>
    public static async Task<IReadOnlyList<Subscription>> WhereAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        string condition,
        object parameters
    ) =>
        [
            .. await connection.QueryAsync<Subscription>(
                $"SELECT {Columns} FROM subscribers WHERE {condition}",
                parameters,
                transaction
            ),
        ];
}
