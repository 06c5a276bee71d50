using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Newsletter.Dispatcher.Backups.Age;
using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Backups;

/// <summary>
/// Reads a backup from its beginning to its end, and believes nothing in it: each name, size and hash is checked.
/// Blocks. Tests: BackupTests.
/// </summary>
internal static class BackupReader
{
    private const int MostFiles = 200_000;
    private const int LargestText = 64 * 1024 * 1024;

    /// <summary>What the reader does with a file: returns where its octets go, or null for nowhere.</summary>
    public delegate Stream? Place(BackupHead head, string name, long length);

    /// <summary>Reads all of it.</summary>
    /// <param name="about">Its name, for messages.</param>
    /// <param name="place">Is asked for each file; the reader closes what it gets.</param>
    /// <exception cref="BackupException">It is no backup, cannot be opened, is damaged, or ends in the
    /// middle.</exception>
    public static BackupHead Read(
        Stream file,
        string about,
        AgeOpener opener,
        Place place,
        CancellationToken cancellationToken
    )
    {
        try
        {
            using var plain = Decrypt(new StoppableStream(file, cancellationToken), about, opener);
            using var zip = new GZipStream(plain, CompressionMode.Decompress);
            var head = Entries(zip, about, place);

            // To the very end: only there the checksum, and the mark of the last chunk, are looked at.
            zip.CopyTo(Stream.Null);
            plain.CopyTo(Stream.Null);
            return head;
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException)
        {
            throw new BackupException(
                $"{about}: cannot be used: {Why(e)}. Nothing was changed; take another backup.",
                e
            );
        }
    }

    private static string Why(Exception error) =>
        error is InvalidDataException { Message: ['i', 't', ..] said } ? said.TrimEnd('.')
        : error is EndOfStreamException ? "it ends in the middle"
        : "it is damaged, was changed, or ends in the middle";

    private static Stream Decrypt(Stream file, string about, AgeOpener opener)
    {
        var first = new byte[AgeHeader.Version.Length];
        var length = file.ReadAtLeast(first, first.Length, throwOnEndOfStream: false);
        var whole = new PrefixedStream(first.AsMemory(0, length), file);
        if (length > 1 && first[0] == 0x1f && first[1] == 0x8b)
        {
            return whole;
        }

        if (Encoding.ASCII.GetString(first, 0, length) != AgeHeader.Version)
        {
            throw new BackupException($"{about}: is no backup of the dispatcher; it begins differently.");
        }

        return AgeReadStream.Open(whole, opener)
            ?? throw new BackupException(
                $"{about}: is encrypted, and what was given does not open it; give the right --passphrase-file or "
                    + "--identity."
            );
    }

    private static BackupHead Entries(Stream archive, string about, Place place)
    {
        using var tar = new TarReader(archive, leaveOpen: true);
        var head = Head(tar, about);
        Dictionary<string, BackupEntry> found = new(StringComparer.Ordinal)
        {
            [BackupHead.Name] = new(BackupHead.Name, head.Length, head.Hash),
        };
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry.Name == BackupWriter.ListName)
            {
                Compare(found, BackupJson.Read<IReadOnlyList<BackupEntry>>(Text(entry)));
                return tar.GetNextEntry() is null
                    ? head.Head
                    : throw new InvalidDataException("it was changed: files were added at its end");
            }

            if (found.Count == MostFiles || !IsFine(entry) || found.ContainsKey(entry.Name))
            {
                throw new InvalidDataException("it was changed, or is from another program");
            }

            found.Add(entry.Name, Take(head.Head, entry, place));
        }

        throw new InvalidDataException("it ends in the middle");
    }

    private static (BackupHead Head, long Length, string Hash) Head(TarReader tar, string about)
    {
        if (tar.GetNextEntry() is not { } first || first.Name != BackupHead.Name)
        {
            throw new BackupException(
                $"{about}: is no backup of the dispatcher; its first file is not {BackupHead.Name}."
            );
        }

        var text = Text(first);
        using var memory = new MemoryStream(text);
        using var measured = new MeasuredStream(memory, text.Length);
        measured.CopyTo(Stream.Null);
        var head = BackupJson.Read<BackupHead>(text);
        if (head.Form > BackupHead.NewestForm)
        {
            throw new BackupException(
                $"{about}: was made by a newer version of the dispatcher ({head.Version}); install that version."
            );
        }

        return head.Form < 1
            ? throw new InvalidDataException("it is damaged or was changed")
            : (head, text.Length, measured.Hash());
    }

    private static BackupEntry Take(BackupHead head, TarEntry entry, Place place)
    {
        using var measured = new MeasuredStream(entry.DataStream ?? Stream.Null, entry.Length);
        using var to = place(head, entry.Name, entry.Length) ?? Stream.Null;
        measured.CopyTo(to, 128 * 1024);
        return new(entry.Name, entry.Length, measured.Hash());
    }

    private static byte[] Text(TarEntry entry)
    {
        if (entry.Length is <= 0 or > LargestText || entry.DataStream is null)
        {
            throw new InvalidDataException("it is damaged or was changed");
        }

        var text = new byte[entry.Length];
        entry.DataStream.ReadExactly(text);
        return text;
    }

    /// <summary>Plain files only, and no name that leads out of the folder that it is put into.</summary>
    private static bool IsFine(TarEntry entry) =>
        entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile && IsName(entry.Name);

    /// <summary>A name of ours: a known beginning, and no part that leads elsewhere.</summary>
    internal static bool IsName(string name) =>
        name.Length < 1000
        && !name.AsSpan().ContainsAny('\\', '\0', '\n')
        && (
            name is BackupFiles.Database or BackupFiles.Keys
            || name.StartsWith(BackupFiles.Folder, StringComparison.Ordinal)
            || name.StartsWith(BackupFiles.DeskKeys, StringComparison.Ordinal)
        )
        && name.Split('/').All(part => part is not ("" or "." or ".."));

    private static void Compare(Dictionary<string, BackupEntry> found, IReadOnlyList<BackupEntry> listed)
    {
        if (
            listed.Count != found.Count
            || listed.Any(entry => !found.TryGetValue(entry.Name ?? "", out var there) || there != entry)
        )
        {
            throw new InvalidDataException("it was changed: its files are not those of its list");
        }
    }
}
