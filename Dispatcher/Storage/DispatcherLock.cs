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
    /// <param name="processId">Written into the file for whoever is refused.</param>
    /// <exception cref="StorageException">Another process sends from this database, or the file cannot be written.</exception>
    public static DispatcherLock Take(Database database, int processId)
    {
        var path = database.Path + ".lock";
        try
        {
            var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            file.SetLength(0);
            file.Write(System.Text.Encoding.ASCII.GetBytes(processId.ToString(CultureInfo.InvariantCulture)));
            file.Flush();
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
                $"{database.Path}: another dispatcher{Owner(path)} sends from this database; stop it first, or leave the sending to it.", e);
        }
    }

    public void Dispose() => _file.Dispose();

    private static string Owner(string path)
    {
        try
        {
            // FileShare.ReadWrite takes no lock of its own, so the owner's text can be read past its lock.
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(file);
            return reader.ReadToEnd() is { Length: > 0 } pid ? $" (process {pid})" : "";
        }
        catch (IOException)
        {
            return "";
        }
    }
}
