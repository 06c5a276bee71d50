using Dapper;
using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Relays;

namespace Newsletter.Dispatcher.Dispatches;

/// <summary>
/// What happens to the deliveries of a whole dispatch, or of one person over all dispatches, in the transaction of the
/// caller. Those of a person are found dispatch by dispatch, since the ledger has no index on subscribers.
/// </summary>
internal static class DeliveryTable
{
    /// <summary>Messages that were on their way when their sender ended: nobody knows what became of them.</summary>
    /// <returns>How many.</returns>
    public static Task<int> LoseAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        long dispatchId,
        DateTimeOffset now
    ) =>
        connection.ExecuteAsync(
            """
            UPDATE deliveries
               SET state = 'uncertain', attempts = attempts + 1, updated_at = @now,
                   reply = 'the dispatcher ended before the outcome was known'
             WHERE dispatch_id = @dispatchId AND state = 'sending'
            """,
            new { dispatchId, now },
            transaction
        );

    /// <summary>Marks refusals as being about us: no later review counts them against the address.</summary>
    public static Task ExcuseAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        long dispatchId,
        IEnumerable<long> subscriberIds
    ) =>
        connection.ExecuteAsync(
            """
            UPDATE deliveries
               SET class = @ours
             WHERE dispatch_id = @dispatchId AND subscriber_id = @subscriberId AND state IN ('failed', 'expired')
            """,
            subscriberIds.Select(subscriberId => new
            {
                dispatchId,
                subscriberId,
                ours = RefusalCause.Ours.Word(),
            }),
            transaction
        );

    /// <summary>Recipients of a dispatch that were still due get nothing any more.</summary>
    /// <param name="reason">What stands in the ledger where no reply does.</param>
    /// <returns>How many.</returns>
    public static Task<int> ExpireAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        long dispatchId,
        string? reason,
        DateTimeOffset now
    ) =>
        connection.ExecuteAsync(
            """
            UPDATE deliveries
               SET state = 'expired', updated_at = @now, due_at = NULL, reply = coalesce(reply, @reason)
             WHERE dispatch_id = @dispatchId AND state IN ('pending', 'deferred')
            """,
            new
            {
                dispatchId,
                reason,
                now,
            },
            transaction,
            commandTimeout: 0
        );

    /// <summary>
    /// The person has a new address: an issue that was frozen with the old one and is still to come goes to the new
    /// one.
    /// </summary>
    public static Task MoveAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        long subscriberId,
        EmailAddress address
    ) =>
        connection.ExecuteAsync(
            """
            UPDATE deliveries
               SET email = @Value
             WHERE dispatch_id IN (SELECT d.id FROM dispatches d WHERE d.state IN ('sending', 'paused'))
               AND subscriber_id = @subscriberId AND state IN ('pending', 'deferred')
            """,
            new { subscriberId, address.Value },
            transaction
        );

    /// <summary>
    /// Takes the person's address and what relays said about it out; the rows stay counted, open ones are skipped.
    /// </summary>
    public static Task EraseAsync(SqliteConnection connection, SqliteTransaction transaction, long subscriberId) =>
        connection.ExecuteAsync(
            """
            UPDATE deliveries
               SET email = '', reply = NULL, due_at = NULL,
                   state = CASE WHEN state IN ('pending', 'deferred') THEN 'skipped' ELSE state END
             WHERE dispatch_id IN (SELECT id FROM dispatches) AND subscriber_id = @subscriberId;

            UPDATE attempts
               SET reply = NULL
             WHERE dispatch_id IN (SELECT id FROM dispatches) AND subscriber_id = @subscriberId;
            """,
            new { subscriberId },
            transaction
        );
}
