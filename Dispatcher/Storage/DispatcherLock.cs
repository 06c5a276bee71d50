using System.Globalization;

namespace Newsletter.Dispatcher.Storage;

/// <summary>
/// Makes this process the only one that sends from a database. An operating-system lock on <c>DATABASE.lock</c>: it is
/// freed by the kernel when the process ends in whatever way, so a crash never leaves it behind.
/// </summary>
internal sealed class DispatcherLock : IDisposable
{
    private readonly FileStream _file;

    private DispatcherLock(FileStream file) => _file = file;

    /// <summary>Takes the lock, or says who has it.</summary>
    /// <param name="processId">Written beside the lock for whoever is refused.</param>
    /// <exception cref="StorageException">Another process sends from this database, or the file cannot be written.</exception>
    public static DispatcherLock Take(Database database, int processId)
    {
        var path = database.Path + ".lock";
        try
        {
            var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);

            // In a file of its own, because a locked one cannot be read; only whoever holds the lock writes it.
            File.WriteAllText(OwnerFile(database), processId.ToString(CultureInfo.InvariantCulture));
            return new DispatcherLock(file);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new StorageException($"{path}: may not be written; give the dispatcher's user the right to.", e);
        }
        catch (DirectoryNotFoundException e)
        {
            throw new StorageException($"{path}: the folder does not exist; make it or change Storage:ConnectionString.", e);
        }
        catch (IOException e)
        {
            throw new StorageException(
                $"{database.Path}: another dispatcher{Owner(database)} sends from this database; stop it first, or leave the sending to it.", e);
        }
    }

    public void Dispose() => _file.Dispose();

    private static string OwnerFile(Database database) => database.Path + ".pid";

    private static string Owner(Database database)
    {
        try
        {
            return File.ReadAllText(OwnerFile(database)) is { Length: > 0 } pid ? $" (process {pid})" : "";
        }
        catch (IOException)
        {
            return "";
        }
    }
}
