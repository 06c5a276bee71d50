using System.Globalization;
using Newsletter.Dispatcher.Backups.Age;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Backups;

/// <summary>
/// Makes a backup while the service runs: a copy of the database as it is at one moment, checked as a whole, with the
/// keys, settings, templates and issues. Under its name it stands only when it was read back. Tests: BackupTests.
/// </summary>
internal sealed class BackupMaker(
    NewsletterFolder folder,
    DispatcherSettings settings,
    Database database,
    TimeProvider clock
)
{
    /// <summary>The end of the names of what is not a backup yet.</summary>
    public const string Partial = ".partial";

    private const double Megabyte = 1024 * 1024;

    /// <summary>Writes the backup; a file that is there is replaced when the new one is good, and not before.</summary>
    /// <exception cref="StorageException">It cannot be made; what is there stays as it is.</exception>
    public async Task<BackupResult> ToFileAsync(string path, AgeLock? @lock, CancellationToken cancellationToken)
    {
        var (copy, archive) = ($"{path}.database{Partial}", $"{path}{Partial}");
        try
        {
            RefuseWithoutRoom(path);
            await CopyAsync(copy, cancellationToken);
            BackupResult? result = null;
            await QuietThread.RunAsync(
                "backup",
                () =>
                {
                    using var file = PrivateFiles.Open(archive, FileMode.Create, FileAccess.ReadWrite);
                    result = Write(file, copy, @lock, isFile: true, cancellationToken);
                },
                cancellationToken
            );
            File.Move(archive, path, overwrite: true);
            return result!;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BackupException(
                $"{path}: the backup cannot be written ({e.Message.TrimEnd('.')}); older backups are as they were. "
                    + "Make room, or check the folder.",
                e
            );
        }
        finally
        {
            Remove(copy);
            Remove(archive);
        }
    }

    /// <summary>Writes the backup to a stream that cannot be read back, such as standard output.</summary>
    /// <exception cref="StorageException">It cannot be made.</exception>
    public async Task<BackupResult> ToStreamAsync(Stream output, AgeLock? @lock, CancellationToken cancellationToken)
    {
        var copy = $"{database.Path}.backup{Partial}";
        try
        {
            RefuseWithoutRoom(copy);
            await CopyAsync(copy, cancellationToken);
            BackupResult? result = null;
            await QuietThread.RunAsync(
                "backup",
                () => result = Write(output, copy, @lock, isFile: false, cancellationToken),
                cancellationToken
            );
            return result!;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BackupException(
                $"The backup cannot be written ({e.Message.TrimEnd('.')}); what came is not whole.",
                e
            );
        }
        finally
        {
            Remove(copy);
        }
    }

    private async Task CopyAsync(string copy, CancellationToken cancellationToken)
    {
        var pace = DispatcherLock.Look(database).IsHeld ? CopyPace.Gentle : CopyPace.Full;
        await OnlineCopy.WriteAsync(database, copy, pace, clock, cancellationToken);
    }

    private BackupResult Write(
        Stream output,
        string copy,
        AgeLock? @lock,
        bool isFile,
        CancellationToken cancellationToken
    )
    {
        if (WholeDatabase.Fault(copy) is { } fault)
        {
            throw new BackupException(
                $"{database.Path}: the database is damaged ({fault}), so it was not backed up and older backups are as "
                    + "they were; stop the service and restore one of them."
            );
        }

        var (now, files) = (clock.GetUtcNow(), BackupFiles.Of(folder, settings));
        using var writer = new BackupWriter(output, @lock, now);
        writer.Write(Head(now, copy, files));
        writer.Write(BackupFiles.Database, copy, cancellationToken);
        foreach (var (name, path) in files.Files)
        {
            writer.Write(name, path, cancellationToken);
        }

        writer.Finish();
        var result = new BackupResult(
            now,
            isFile ? output.Length : 0,
            new FileInfo(copy).Length,
            files.Files.Count + 1,
            files.LeftOut,
            isFile
        );
        if (isFile)
        {
            ReadBack((FileStream)output, writer.Opener, cancellationToken);
        }
        else
        {
            output.Flush();
        }

        return result;
    }

    /// <summary>What is on the disk is what was written: each file with its hash, the database among them.</summary>
    private static void ReadBack(FileStream file, AgeOpener opener, CancellationToken cancellationToken)
    {
        file.Flush(flushToDisk: true);
        file.Position = 0;
        BackupReader.Read(file, file.Name, opener, (_, _, _) => null, cancellationToken);
    }

    private BackupHead Head(DateTimeOffset now, string copy, BackupFiles files) =>
        new()
        {
            Form = BackupHead.NewestForm,
            Version = ProgramVersion.Text,
            MadeAt = now,
            Newsletter = settings.Newsletter.Name,
            Database = BackupFiles.Short(folder.Root, database.Path),
            Keys = BackupFiles.Short(folder.Root, settings.Storage.KeyFile),
            Migrations = WholeDatabase.Migrations(copy),
            Octets = new FileInfo(copy).Length + files.Files.Sum(file => new FileInfo(file.Path).Length),
            LeftOut = files.LeftOut,
        };

    /// <summary>
    /// The copy, and an archive that is as large at worst: the disk must not be full because of a backup, since nothing
    /// is sent from a full disk.
    /// </summary>
    private void RefuseWithoutRoom(string path)
    {
        if (!File.Exists(database.Path))
        {
            throw new BackupException($"{database.Path}: there is no database to back up.");
        }

        var target = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (!Directory.Exists(target))
        {
            throw new BackupException($"{target}: the folder is not there; make it, or mount its disk.");
        }

        // What was written last is in the log still.
        var log = new FileInfo(database.Path + "-wal");
        var octets = new FileInfo(database.Path).Length + (log.Exists ? log.Length : 0);
        var (needed, free) = (2 * octets, new DriveInfo(target).AvailableFreeSpace);
        if (free < needed)
        {
            throw new BackupException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{target}: a backup needs {needed / Megabyte:N0} MB, {free / Megabyte:N0} MB are free. "
                ) + "Older backups are as they were. Make room, or take another disk."
            );
        }
    }

    private static void Remove(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next backup under the same name writes over it.
        }
    }
}
