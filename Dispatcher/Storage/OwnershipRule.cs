namespace Newsletter.Dispatcher.Storage;

/// <summary>
/// Decides who may send. The lock file alone is not enough: it can be deleted under a living owner. The row alone is
/// not either: a crash leaves it behind. Pure.
/// </summary>
internal static class OwnershipRule
{
    /// <summary>How often a living owner says so.</summary>
    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(20);

    /// <summary>
    /// An owner whose lock file is gone counts as dead when it has not written for so long. Its writes are refused
    /// from then on.
    /// </summary>
    public static readonly TimeSpan Silence = TimeSpan.FromMinutes(2);

    /// <param name="row">Null in a database that nothing was ever sent from.</param>
    /// <param name="note">What stood in the lock file that we now hold; null in a new one.</param>
    /// <param name="isCopy">Whether the lock file is a copy of the one that the last owner wrote.</param>
    /// <param name="isAlive">Whether the process of a row of this machine runs.</param>
    public static OwnershipAnswer Decide(
        OwnerRow? row,
        LockNote? note,
        bool isCopy,
        string host,
        Func<OwnerRow, bool> isAlive,
        DateTimeOffset now
    )
    {
        // A lost log (DATABASE-wal) can take even the row with it; what the lock file remembers was sent all the same.
        if (note is not null && (row is null ? note.Sent.Count > 0 : note.Mark > row.Mark))
        {
            return OwnershipAnswer.Restored;
        }

        if (row is null)
        {
            return OwnershipAnswer.Yes;
        }

        return !IsGone(row, note, host, isAlive, now) ? OwnershipAnswer.Owned
            : note is null ? OwnershipAnswer.WithoutCompanion
            : isCopy ? OwnershipAnswer.Copied
            : OwnershipAnswer.Yes;
    }

    /// <summary>True when the owner of a row has ended, seen by a process to which the lock file is free.</summary>
    /// <param name="note">What stands in the lock file; null where it is not there or says nothing.</param>
    public static bool IsGone(
        OwnerRow row,
        LockNote? note,
        string host,
        Func<OwnerRow, bool> isAlive,
        DateTimeOffset now
    ) =>
        row.EndedAt is not null
        || note?.Token == row.Token
        || now - row.SeenAt > Silence
        || (row.Host == host && !isAlive(row));
}
