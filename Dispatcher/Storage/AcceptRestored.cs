using Microsoft.Data.Sqlite;

namespace Newsletter.Dispatcher.Storage;

/// <summary>
/// Changes a database that was restored from a backup so that nothing is sent again by itself, in the transaction that
/// takes it.
/// </summary>
/// <param name="sent">The latest slots that were begun, from the lock file.</param>
/// <param name="doubtful">Slots that came since the backup, with the issues that the queue had for them.</param>
internal delegate Task AcceptRestored(
    SqliteConnection connection,
    SqliteTransaction transaction,
    IReadOnlyList<SentIssue> sent,
    IReadOnlyList<DoubtfulSlot> doubtful,
    DateTimeOffset now
);
