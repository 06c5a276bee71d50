using System.Formats.Tar;
using System.IO.Compression;
using Newsletter.Dispatcher.Backups.Age;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Backups;

/// <summary>
/// Writes the archive: a compressed tar that can be unpacked without this program, in an age file where it is
/// encrypted. The head is first, the list of all files with their hashes last. Blocks. Tests: BackupTests.
/// </summary>
internal sealed class BackupWriter : IDisposable
{
    /// <summary>The last file of the archive.</summary>
    public const string ListName = "manifest.json";

    private readonly AgeWriteStream? _age;
    private readonly GZipStream _zip;
    private readonly TarWriter _tar;
    private readonly DateTimeOffset _madeAt;
    private readonly List<BackupEntry> _entries = [];

    /// <param name="file">Is left open.</param>
    /// <param name="lock">To whom it is encrypted; null for nobody.</param>
    public BackupWriter(Stream file, AgeLock? @lock, DateTimeOffset madeAt)
    {
        _age = @lock is null ? null : new AgeWriteStream(file, @lock);
        _zip = new GZipStream(_age ?? file, CompressionLevel.Fastest, leaveOpen: true);
        _tar = new TarWriter(_zip, TarEntryFormat.Pax, leaveOpen: true);
        _madeAt = madeAt;
    }

    /// <summary>Reads it back at once; for nobody else.</summary>
    public AgeOpener Opener => _age is null ? AgeOpener.Nothing : AgeOpener.OfFileKey(_age.FileKey);

    /// <summary>Comes first.</summary>
    public void Write(BackupHead head) => Write(BackupHead.Name, BackupJson.Write(head));

    /// <exception cref="BackupException">The file became shorter while it was read.</exception>
    public void Write(string name, string path, CancellationToken cancellationToken)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var measured = new MeasuredStream(new StoppableStream(file, cancellationToken), file.Length);
        try
        {
            Write(name, measured);
        }
        catch (EndOfStreamException e)
        {
            throw new BackupException($"{path}: was changed while it was backed up; back up again.", e);
        }
    }

    /// <summary>Writes the list and the end. Without it the archive is not whole.</summary>
    public void Finish()
    {
        IReadOnlyList<BackupEntry> all = [.. _entries];
        Write(ListName, BackupJson.Write(all));
        _tar.Dispose();
        _zip.Dispose();
        _age?.Finish();
    }

    public void Dispose()
    {
        _age?.Dispose();
    }

    private void Write(string name, byte[] text)
    {
        using var memory = new MemoryStream(text);
        using var measured = new MeasuredStream(memory, text.Length);
        Write(name, measured);
    }

    private void Write(string name, MeasuredStream data)
    {
        _tar.WriteEntry(
            new PaxTarEntry(TarEntryType.RegularFile, name)
            {
                DataStream = data,
                Mode = PrivateFiles.FileMode,
                ModificationTime = _madeAt,
            }
        );
        _entries.Add(new(name, data.Length, data.Hash()));
    }
}
