using Dapper;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Newsletter.Dispatcher.Storage;

/// <summary>
/// A copy of the database as it is at one moment, made while others read and write it, by SQLite's online backup in
/// small steps.
/// </summary>
/// <remarks>
/// Without more, SQLite begins such a copy anew after each write of another connection, and would never end beside a
/// dispatch. So a read transaction holds the moment: in WAL mode it keeps nobody from writing. The log grows until the
/// copy is done, because it cannot be emptied past that moment.
/// </remarks>
internal static class OnlineCopy
{
    /// <summary>A megabyte.</summary>
    private const int PagesAStep = 256;

    /// <summary>So often what was written is brought to the disk, so that it does not all come at once at the
    /// end.</summary>
    private const int StepsASync = 32;

    /// <summary>Writes the copy to a new file, which is on the disk when this ends, and nobody else can read.</summary>
    /// <exception cref="StorageException">The database cannot be read, or the copy not be written.</exception>
    public static async Task WriteAsync(
        Database source,
        string path,
        CopyPace pace,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        await using var from = await source.ToLook().OpenAsync(cancellationToken);
        await QuietThread.RunAsync(
            "database copy",
            () =>
            {
                try
                {
                    Write(from, path, pace, clock, cancellationToken);
                }
                catch (SqliteException e)
                {
                    throw new StorageException(
                        e.SqliteErrorCode is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB
                            ? source.Explain(e)
                            : $"{path}: the copy of the database cannot be written ({e.Message}); make room, or check "
                                + "the disk.",
                        e
                    );
                }
            },
            cancellationToken
        );
    }

    private static void Write(
        SqliteConnection from,
        string path,
        CopyPace pace,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        // The kernel writes what is in this file; SQLite has it open, too, and nobody locks it.
        using var file = PrivateFiles.Open(path, FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite);
        from.Execute("BEGIN DEFERRED");
        try
        {
            _ = from.ExecuteScalar<long>("SELECT count(*) FROM sqlite_master");
            using var to = new SqliteConnection(
                new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString()
            );
            to.Open();

            // A copy that is not finished is thrown away: it needs no journal and no sync of its own.
            to.Execute("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;");
            Copy(from, to, file, pace, clock, cancellationToken);
        }
        finally
        {
            from.Execute("ROLLBACK TRANSACTION");
        }

        RandomAccess.FlushToDisk(file.SafeFileHandle);
    }

    private static void Copy(
        SqliteConnection from,
        SqliteConnection to,
        FileStream file,
        CopyPace pace,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        using var backup = raw.sqlite3_backup_init(to.Handle, "main", from.Handle, "main");
        if (backup.IsInvalid)
        {
            SqliteException.ThrowExceptionForRC(raw.sqlite3_errcode(to.Handle), to.Handle);
        }

        for (var steps = 1; ; steps++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var began = clock.GetTimestamp();
            var answer = raw.sqlite3_backup_step(backup, PagesAStep);
            if (answer is raw.SQLITE_DONE)
            {
                return;
            }

            if (answer is not raw.SQLITE_OK)
            {
                SqliteException.ThrowExceptionForRC(answer, to.Handle);
            }

            if (steps % StepsASync == 0)
            {
                RandomAccess.FlushToDisk(file.SafeFileHandle);
            }

            var pause = pace.PauseAfter(clock.GetElapsedTime(began));
            if (pause > TimeSpan.Zero)
            {
                cancellationToken.WaitHandle.WaitOne(pause);
            }
        }
    }
}
