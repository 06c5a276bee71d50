using Dapper;
using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Subscribers;

namespace Newsletter.Dispatcher.Subscriptions.Terms;

/// <summary>
/// A subscription at the payment provider that was paid, and was neither cancelled nor ended: it charges again by
/// itself.
/// Tests: PreferenceTests.
/// </summary>
internal static class RunningPayment
{
    /// <summary>
    /// After so long without a payment none will come, even if nobody told of the end: providers try again for two
    /// months at most.
    /// </summary>
    private static readonly TimeSpan LongestCollection = TimeSpan.FromDays(65);

    /// <summary>
    /// Condition on a row of <c>subscribers</c>; <c>@collectedSince</c> is <see cref="CollectedSince"/>.
    /// </summary>
    public const string Condition = """
        (stripe_customer IS NOT NULL AND EXISTS (
            SELECT 1 FROM payments p
             WHERE p.subscriber_id = subscribers.id AND p.subscription IS NOT NULL AND p.refunded_at IS NULL
             AND p.term_ends_at > @collectedSince
               AND coalesce((SELECT e.event FROM subscriber_events e
                              WHERE e.subscriber_id = subscribers.id AND e.event IN ('cancelled', 'renewing')
                              AND e.detail = p.subscription
                              ORDER BY e.at DESC, e.id DESC LIMIT 1), 'renewing') = 'renewing'
               AND NOT EXISTS (SELECT 1 FROM subscriber_events e
                                WHERE e.subscriber_id = subscribers.id AND e.event = 'ended' AND e.at >= p.paid_at
                                  AND (e.detail IS NULL OR e.detail = p.subscription))))
        """;

    public static DateTimeOffset CollectedSince(DateTimeOffset now) => now - LongestCollection;

    public static async Task<bool> IsThereAsync(
        Database database,
        long subscriberId,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await IsThereAsync(connection, subscriberId, now);
    }

    public static Task<bool> IsThereAsync(SqliteConnection connection, long subscriberId, DateTimeOffset now) =>
        connection.ExecuteScalarAsync<bool>(
            $"SELECT EXISTS (SELECT 1 FROM subscribers WHERE id = @subscriberId AND {Condition})",
            new { subscriberId, collectedSince = CollectedSince(now) }
        );

    /// <summary>
    /// Notes that a subscription will not renew itself, or will again. The latest such note counts, in any order
    /// they come.
    /// </summary>
    /// <returns>False when nobody has this id.</returns>
    public static async Task<bool> NoteAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        long subscriberId,
        DateTimeOffset at,
        string subscription,
        bool isCancelled
    )
    {
        if (await Subscription.FindAsync(connection, transaction, subscriberId) is not { } found)
        {
            return false;
        }

        await SubscriberEvents.AddAsync(
            connection,
            transaction,
            found.Id,
            isCancelled ? SubscriberEvent.Cancelled : SubscriberEvent.Renewing,
            at,
            subscription
        );
        return true;
    }
}
