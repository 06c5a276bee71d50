using System.Text;

namespace Newsletter.Dispatcher.Storage;

/// <summary>
/// An operating-system lock on <c>DATABASE.lock</c>: it is freed by the kernel when the process ends in any way,
/// so a crash never leaves it behind. The file is the companion of its database: it keeps the last
/// <see cref="LockNote"/>, which <see cref="Ownership"/> compares with the database.
/// Tests: OwnershipTests.
/// </summary>
internal sealed class DispatcherLock : IDisposable
{
    private const int LongestNote = 4096;

    /// <summary>A process that only looks holds the file for a moment; so often it is tried again in a row.</summary>
    private const int MostTries = 1000;

    private readonly FileStream _file;
    private readonly string? _born;

    private DispatcherLock(FileStream file)
    {
        _file = file;
        _born = FileBirth.Of(file.Name);
        Before = LockNote.Parse(Read(file));
    }

    /// <summary>What the last owner left in the file; null in a new one.</summary>
    public LockNote? Before { get; }

    /// <summary>True when the file is a copy of the one that the last owner wrote.</summary>
    public bool IsCopy => WasCopied(Before, _born);

    public static string PathOf(Database database) => database.Path + ".lock";

    /// <summary>Takes the lock.</summary>
    /// <returns>Null when another process has it.</returns>
    /// <exception cref="StorageException">The file cannot be written.</exception>
    public static DispatcherLock? TryTake(Database database)
    {
        for (var tries = 1; ; tries++)
        {
            if (TryOpen(database, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None) is { } file)
            {
                return new DispatcherLock(file);
            }

            // A process that only looks does not keep others from looking; an owner does.
            if (tries == MostTries || Look(database).IsHeld)
            {
                return null;
            }

            Thread.Yield();
        }
    }

    /// <summary>Looks at the lock without taking it.</summary>
    /// <exception cref="StorageException">The file cannot be read.</exception>
    public static LockFileState Look(Database database)
    {
        var path = PathOf(database);
        if (!File.Exists(path))
        {
            return new LockFileState(IsHeld: false, Note: null, IsCopy: false);
        }

        using var file = TryOpen(database, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        if (file is null)
        {
            return new LockFileState(IsHeld: true, Note: null, IsCopy: false);
        }

        var note = LockNote.Parse(Read(file));
        return new LockFileState(IsHeld: false, note, WasCopied(note, FileBirth.Of(path)));
    }

    /// <summary>
    /// Leaves a note for the process that has the lock next. A disk that is full keeps the old one, which is older and
    /// so harmless.
    /// </summary>
    public void Write(LockNote note)
    {
        try
        {
            WriteOrThrow(note);
        }
        catch (IOException)
        {
            // The ledger is on the same disk and logs the fault.
        }
    }

    /// <summary>
    /// Writes the first note of a database: without one the database would count as restored at the next start.
    /// </summary>
    /// <exception cref="StorageException">It cannot be written.</exception>
    public void WriteFirst(LockNote note)
    {
        try
        {
            WriteOrThrow(note);
        }
        catch (IOException e)
        {
            throw new StorageException(
                $"{_file.Name}: cannot be written ({e.Message}); make room on the disk, then start again.",
                e
            );
        }
    }

    /// <summary>
    /// Takes the note away, because another database was put beside it: the next start asks an operator.
    /// </summary>
    public void Forget()
    {
        _file.SetLength(0);
        _file.Flush(flushToDisk: true);
    }

    public void Dispose() => _file.Dispose();

    private void WriteOrThrow(LockNote note)
    {
        var text = Encoding.UTF8.GetBytes((note with { Born = _born }).ToString());
        _file.Position = 0;
        _file.Write(text);
        _file.SetLength(text.Length);
        _file.Flush(flushToDisk: true);
    }

    /// <returns>Null when another process holds it.</returns>
    private static FileStream? TryOpen(Database database, FileMode mode, FileAccess access, FileShare share)
    {
        var path = PathOf(database);
        try
        {
            return PrivateFiles.Open(path, mode, access, share);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new StorageException(
                $"{path}: may not be {(access is FileAccess.Read ? "read" : "written")}; give the dispatcher's user "
                    + "the right to.",
                e
            );
        }
        catch (DirectoryNotFoundException e)
        {
            throw new StorageException(
                $"{path}: the folder does not exist; make it or change Storage:ConnectionString.",
                e
            );
        }
        catch (IOException e) when (IsLocked(e))
        {
            return null;
        }
        catch (IOException e)
        {
            throw new StorageException($"{path}: cannot be opened ({e.Message}); check the disk.", e);
        }
    }

    private static bool WasCopied(LockNote? note, string? born) =>
        note?.Born is { } then && born is not null && then != born;

    /// <summary>
    /// EWOULDBLOCK of Linux and of macOS, ERROR_SHARING_VIOLATION of Windows; any other error comes from the disk.
    /// </summary>
    private static bool IsLocked(IOException error) => error.HResult is 11 or 35 or unchecked((int)0x80070020);

    private static string Read(FileStream file)
    {
        var bytes = new byte[LongestNote];
        return Encoding.UTF8.GetString(bytes, 0, file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false));
    }
}
