namespace Newsletter.Dispatcher.Storage;

/// <summary>The row of table <c>owner</c>.</summary>
internal sealed record OwnerRow
{
    /// <summary>Made anew at each start.</summary>
    public required string Token { get; init; }

    public required long ProcessId { get; init; }

    public required string Host { get; init; }

    /// <summary>Counts up while a process sends from the database.</summary>
    public required long Mark { get; init; }

    public required DateTimeOffset SeenAt { get; init; }

    /// <summary>Null while it runs, and after a crash.</summary>
    public DateTimeOffset? EndedAt { get; init; }
}

/// <summary>Whether a process that holds the lock file may send from the database.</summary>
internal enum OwnershipAnswer
{
    Yes,

    /// <summary>Another process may be alive: its lock file was deleted or replaced.</summary>
    Owned,

    /// <summary>The database is older than what was sent from it last: a backup was put in its place, or its log was lost.</summary>
    Restored,
}

/// <summary>
/// Decides who may send. The lock file alone is not enough: it can be deleted under a living owner. The row alone is
/// not either: a crash leaves it behind. Pure.
/// </summary>
internal static class OwnershipRule
{
    /// <summary>How often a living owner says so.</summary>
    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(20);

    /// <summary>After so long without a sign of life an owner whose lock file is gone counts as dead. Its writes are refused from then on.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromMinutes(2);

    /// <param name="row">Null in a database that nothing was ever sent from.</param>
    /// <param name="note">What stood in the lock file that we now hold; null in a new one.</param>
    /// <param name="isAlive">Whether a process of this machine with that id runs.</param>
    public static OwnershipAnswer Decide(OwnerRow? row, LockNote? note, string host, Func<long, bool> isAlive, DateTimeOffset now)
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

        var isGone = row.EndedAt is not null
            || note?.Token == row.Token
            || now - row.SeenAt > Silence
            || (row.Host == host && !isAlive(row.ProcessId));
        return isGone ? OwnershipAnswer.Yes : OwnershipAnswer.Owned;
    }
}
