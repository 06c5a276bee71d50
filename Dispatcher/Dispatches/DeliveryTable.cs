using Dapper;
using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Relays;

namespace Newsletter.Dispatcher.Dispatches;

/// <summary>
/// Changes the deliveries of a whole dispatch, or of one person in all dispatches, in the transaction of the caller. A
/// person's deliveries are found dispatch by dispatch, because the ledger has no index on subscribers.
/// Tests: LedgerTests.
/// </summary>
internal static class DeliveryTable
{
    /// <summary>
    /// An SQL expression for the address of a delivery that will be sent again: that of its reader now. A message that
    /// was in transfer when its reader moved keeps the address before, and must not go there again, because it would
    /// bring the links that the reader has now.
    /// </summary>
    public const string AddressNow = """
        coalesce((SELECT s.email FROM subscribers s WHERE s.id = deliveries.subscriber_id), email)
        """;

    /// <summary>
    /// Marks messages as uncertain that were in transfer when their sender ended, because their outcome is unknown.
    /// </summary>
    /// <returns>How many deliveries were marked.</returns>
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

    /// <summary>Marks a refusal as being about us: later reviews do not count it against the address.</summary>
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

    /// <summary>Expires the deliveries of a dispatch that are still open.</summary>
    /// <param name="reason">The text for the ledger when a delivery has no reply.</param>
    /// <returns>How many deliveries expired.</returns>
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
    /// Sends the open deliveries of a person to the person's new address, although they were frozen with the old one.
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
    /// Removes the deliveries of a step, which <see cref="DeliverySummaryTable.AddAsync"/> has counted, with their
    /// attempts.
    /// </summary>
    /// <returns>How many deliveries were removed.</returns>
    public static async Task<int> RemoveAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        long dispatchId,
        long last
    )
    {
        await connection.ExecuteAsync(
            $"""
            DELETE FROM attempts
             WHERE dispatch_id = @dispatchId
               AND subscriber_id IN (SELECT d.subscriber_id FROM deliveries d WHERE {DeliverySummaryTable.InStep})
            """,
            new { dispatchId, last },
            transaction
        );
        return await connection.ExecuteAsync(
            $"DELETE FROM deliveries AS d WHERE {DeliverySummaryTable.InStep}",
            new { dispatchId, last },
            transaction
        );
    }

    /// <summary>
    /// Removes the person's address and the replies about it. The rows still count; open ones are skipped.
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
