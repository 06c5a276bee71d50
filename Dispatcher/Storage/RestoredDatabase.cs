namespace Newsletter.Dispatcher.Storage;

/// <summary>
/// What is said of a database that was restored from a backup: it does not know what was sent after the backup.
/// </summary>
internal static class RestoredDatabase
{
    public const string Reason = "the database was restored from a backup that is older";

    /// <summary>
    /// The reason of a slot that may have been filled after the backup. While it stands there, its issue is not sent.
    /// </summary>
    public const string SlotReason = "may have been sent before the database was restored from a backup";

    /// <summary>What an operator does about it, as <c>doctor</c> and every refusal say it.</summary>
    public const string WhatToDo =
        "Stop the dispatcher on the old machine, look at it with dispatcher status, then start once with: dispatcher "
        + "run --accept-restored";

    /// <summary>Why nothing is sent from a database; null where the answer is not that it was restored.</summary>
    public static string? Explain(Database database, OwnershipAnswer answer) =>
        answer switch
        {
            OwnershipAnswer.Restored =>
                $"{database.Path}: is older than what was sent from it last; was a backup put in its place, or its "
                    + "-wal file deleted? What was sent since would be sent again.",
            OwnershipAnswer.WithoutCompanion =>
                $"{database.Path}: was used before, but {Path.GetFileName(DispatcherLock.PathOf(database))} is not "
                    + "beside it, as with a backup that was put back; what was sent since the backup would be sent "
                    + "again.",
            OwnershipAnswer.Copied =>
                $"{database.Path}: is a copy, together with {Path.GetFileName(DispatcherLock.PathOf(database))}; what "
                    + "was sent since it was copied would be sent again.",
            _ => null,
        };
}
