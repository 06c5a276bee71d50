using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Mails;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Schedule;

/// <summary>
/// Accepts a database that was restored from a backup. A delivery that it shows as open may have been sent, and a slot
/// that it shows as free may have been filled: the service sends none of these by itself.
/// Tests: OwnershipTests.
/// </summary>
internal static class Restoration
{
    /// <inheritdoc cref="AcceptRestored"/>
    public static async Task AcceptAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        IReadOnlyList<SentIssue> sent,
        IReadOnlyList<DoubtfulSlot> doubtful,
        DateTimeOffset now
    )
    {
        await RestoredDispatches.DoubtAsync(connection, transaction, sent, doubtful, now);
        await MailQueue.DoubtAsync(connection, transaction, RestoredDatabase.Reason, now);

        // Slots since the backup are filled by hand only.
        await WatchTable.RestartAsync(connection, transaction, now);
    }
}
