using Dapper;
using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Mails;
using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Subscribers.Search;
using Newsletter.Dispatcher.Subscriptions.SignUp;
using Newsletter.Dispatcher.Suppressions;

namespace Newsletter.Dispatcher.Subscriptions;

/// <summary>
/// All rows that name one person: which addresses they had, and the end of those rows.
/// Tests: ErasureTests.
/// </summary>
internal static class PersonRows
{
    /// <summary>
    /// Deletes a person with all that hangs on the row, and asks the owner of each other table to take the person's
    /// addresses out. What was sent stays counted. No message to the person may be on its way.
    /// </summary>
    public static async Task EraseAsync(SqliteConnection connection, SqliteTransaction transaction, long subscriberId)
    {
        var keys = await KeysAsync(connection, transaction, subscriberId);
        await MailQueue.EraseAsync(connection, transaction, subscriberId, keys);
        await DeliveryTable.EraseAsync(connection, transaction, subscriberId);
        await ReturnTable.EraseAsync(connection, transaction, subscriberId);
        await SignUpQueue.EraseAsync(connection, transaction, keys);
        await SavedFilterTable.ForgetAsync(connection, transaction, subscriberId);
        await SubscriberTable.EraseAsync(connection, transaction, subscriberId);
    }

    /// <summary>Every address that the person ever had here, as keys.</summary>
    public static async Task<IReadOnlyList<string>> KeysAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        long subscriberId
    ) =>
        [
            .. await connection.QueryAsync<string>(
                """
                SELECT email_key FROM subscribers WHERE id = @subscriberId
                 UNION
                SELECT email_key FROM confirmations WHERE subscriber_id = @subscriberId
                    AND (purpose = 'subscribe' OR used_at IS NOT NULL)
                 UNION
                SELECT lower(email) FROM fresh_links WHERE subscriber_id = @subscriberId
                 UNION
                SELECT lower(email)
                  FROM deliveries
                 WHERE dispatch_id IN (SELECT id FROM dispatches) AND subscriber_id = @subscriberId AND email <> ''
                """,
                new { subscriberId },
                transaction
            ),
        ];
}
