using System.Globalization;
using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Backups;

/// <summary>
/// Puts a backup back. All of it is unpacked beside its place and checked first; then the files are moved, the database
/// last. Nothing that is there is written over. Tests: RestoreTests.
/// </summary>
internal sealed class Restore(RestoreRequest request)
{
    private const string Waiting = ".restoring";
    private const int MostNamed = 3;
    private const double Megabyte = 1024 * 1024;

    private readonly List<(string From, string To)> _staged = [];
    private RestoreTargets? _targets;

    private string Staging => Path.Combine(request.Folder, Waiting);

    /// <summary>Reads and checks everything, and keeps nothing.</summary>
    /// <exception cref="StorageException">The backup cannot be used.</exception>
    public static async Task<BackupHead> CheckAsync(
        RestoreRequest request,
        string scratch,
        CancellationToken cancellationToken
    )
    {
        BackupHead? head = null;
        var database = Path.Combine(scratch, "checked.db");
        await QuietThread.RunAsync(
            "restore",
            () =>
            {
                head = Read(
                    request,
                    (_, name, _) =>
                        name is BackupFiles.Database
                            ? PrivateFiles.Open(database, FileMode.Create, FileAccess.Write)
                            : null,
                    cancellationToken
                );
                RefuseUnfit(request.File, head, database);
            },
            cancellationToken
        );
        return head!;
    }

    /// <summary>All, or nothing.</summary>
    /// <exception cref="StorageException">It cannot be done; nothing was changed.</exception>
    public async Task<RestoreResult> RunAsync(CancellationToken cancellationToken)
    {
        RestoreResult? result = null;
        await QuietThread.RunAsync("restore", () => result = Run(cancellationToken), cancellationToken);
        return result!;
    }

    private RestoreResult Run(CancellationToken cancellationToken)
    {
        try
        {
            PrivateFiles.CreateFolder(request.Folder);
            Clean();
            var head = Read(request, Stage, cancellationToken);
            var targets = RestoreTargets.Of(request, head);
            var database = _staged.FirstOrDefault(file => file.To == targets.Database).From;
            if (database is null)
            {
                throw new BackupException($"{request.File}: cannot be used: there is no database in it.");
            }

            RefuseUnfit(request.File, head, database);
            using var alone =
                DispatcherLock.TryTake(new Database(Source(targets.Database))) ?? throw Running(targets.Database);
            var missing = _staged.Where(file => !IsSame(file.From, file.To)).ToList();
            RefuseOver(missing.Select(file => file.To));
            var mark = WholeDatabase.Mark(database);
            Place(missing, last: targets.Database);
            if (alone.Before is { } note && mark is { } known && note.Mark <= known)
            {
                // Both are from the same moment, and something may have been sent after it and before the end.
                alone.Forget();
            }

            return new(head, targets.Database, targets.Keys, missing.Count, _staged.Count - missing.Count);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BackupException(
                $"{request.Folder}: the backup cannot be put there ({e.Message.TrimEnd('.')}); nothing was changed.",
                e
            );
        }
        finally
        {
            Clean();
        }
    }

    private static BackupHead Read(
        RestoreRequest request,
        BackupReader.Place place,
        CancellationToken cancellationToken
    )
    {
        using var file = request.File is "-"
            ? Console.OpenStandardInput()
            : new FileStream(request.File, FileMode.Open, FileAccess.Read, FileShare.Read);
        return BackupReader.Read(
            file,
            request.File is "-" ? "standard input" : request.File,
            request.Opener,
            place,
            cancellationToken
        );
    }

    /// <summary>Where a file waits: on the disk of its place, so that the move at the end is one step.</summary>
    private FileStream? Stage(BackupHead head, string name, long length)
    {
        if (_targets is null)
        {
            _targets = RestoreTargets.Of(request, head);
            RefuseEarly(head, _targets);
        }

        if (_targets.Of(name) is not { } to)
        {
            return null;
        }

        var from =
            name is BackupFiles.Database
                ? to + Waiting
                : Path.Combine(Staging, _staged.Count.ToString(CultureInfo.InvariantCulture));
        PrivateFiles.CreateFolder(Path.GetDirectoryName(from)!);
        _staged.Add((from, to));
        return PrivateFiles.Open(from, FileMode.Create, FileAccess.Write);
    }

    /// <summary>What can be said before gigabytes are unpacked.</summary>
    private void RefuseEarly(BackupHead head, RestoreTargets targets)
    {
        RefuseNewer(request.File, head);
        RefuseOver([targets.Database, targets.Database + "-wal", targets.Database + "-shm"]);
        if (DispatcherLock.Look(new Database(Source(targets.Database))).IsHeld)
        {
            throw Running(targets.Database);
        }

        var free = new DriveInfo(request.Folder).AvailableFreeSpace;
        if (head.Octets > free)
        {
            throw new BackupException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{request.Folder}: the backup needs {head.Octets / Megabyte:N0} MB, {free / Megabyte:N0} MB are "
                ) + "free; make room. Nothing was changed."
            );
        }
    }

    private static string Source(string database) =>
        new SqliteConnectionStringBuilder { DataSource = database, Pooling = false }.ToString();

    private static BackupException Running(string database) =>
        new($"{database}: the dispatcher runs on this database; stop it first. Nothing was changed.");

    private static void RefuseNewer(string file, BackupHead head)
    {
        if (head.Migrations.FirstOrDefault(name => !Migrator.All.Contains(name)) is { } unknown)
        {
            throw new BackupException(
                $"{file}: was made by a newer version of the dispatcher ({head.Version}, it has "
                    + $"{Migrator.ShortName(unknown)}); install that version. Nothing was changed."
            );
        }
    }

    private static void RefuseUnfit(string file, BackupHead head, string database)
    {
        RefuseNewer(file, head);
        try
        {
            if (WholeDatabase.Fault(database) is { } fault)
            {
                throw new BackupException(
                    $"{file}: the database in it is damaged ({fault}); take another backup. Nothing was changed."
                );
            }

            if (!WholeDatabase.Migrations(database).SequenceEqual(head.Migrations, StringComparer.Ordinal))
            {
                throw new BackupException($"{file}: cannot be used: its database is another one than it says.");
            }
        }
        catch (SqliteException e)
        {
            throw new BackupException($"{file}: the database in it cannot be read ({e.Message}).", e);
        }
    }

    private static void RefuseOver(IEnumerable<string> targets)
    {
        var there = targets.Where(File.Exists).ToList();
        if (there.Count > 0)
        {
            var rest = there.Count > MostNamed ? $" and {there.Count - MostNamed} more" : "";
            throw new BackupException(
                $"{string.Join(", ", there.Take(MostNamed))}{rest}: would be written over; move away what is there, or "
                    + "put back database and keys only with --data-only. Nothing was changed."
            );
        }
    }

    /// <summary>A second attempt after a kill finds what the first had moved.</summary>
    private static bool IsSame(string from, string to)
    {
        var (one, other) = (new FileInfo(from), new FileInfo(to));
        if (!other.Exists || one.Length != other.Length)
        {
            return false;
        }

        using var first = one.OpenRead();
        using var second = other.OpenRead();
        return System
            .Security.Cryptography.SHA256.HashData(first)
            .AsSpan()
            .SequenceEqual(System.Security.Cryptography.SHA256.HashData(second));
    }

    /// <param name="last">The database: without it nothing starts.</param>
    private static void Place(List<(string From, string To)> files, string last)
    {
        List<string> placed = [];
        try
        {
            foreach (var (from, to) in files.OrderBy(file => file.To == last))
            {
                PrivateFiles.CreateFolder(Path.GetDirectoryName(to)!);
                File.Move(from, to, overwrite: false);
                placed.Add(to);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            placed.ForEach(File.Delete);
            throw;
        }
    }

    private void Clean()
    {
        if (Directory.Exists(Staging))
        {
            Directory.Delete(Staging, recursive: true);
        }

        if (_targets is { } targets)
        {
            File.Delete(targets.Database + Waiting);
        }
    }
}
