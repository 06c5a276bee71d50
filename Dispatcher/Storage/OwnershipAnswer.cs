namespace Newsletter.Dispatcher.Storage;

/// <summary>Whether a process that holds the lock file may send from the database.</summary>
internal enum OwnershipAnswer
{
    Yes,

    /// <summary>Another process may be alive: its lock file was deleted or replaced.</summary>
    Owned,

    /// <summary>
    /// The database is older than what was sent from it last: a backup was put in its place, or its log was lost.
    /// </summary>
    Restored,

    /// <summary>
    /// The database was used, and its lock file is not there or says nothing: it was put back from a backup or copied
    /// without it.
    /// </summary>
    WithoutCompanion,

    /// <summary>
    /// The lock file is a copy, so the database beside it is one, too: what was sent after the copying is not in it.
    /// </summary>
    Copied,
}
