using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Issues.Writing;

/// <summary>
/// Reads and writes the files of <c>issues/</c> for the desk. A file is replaced as a whole or not at all, and only
/// when
/// it is still the one that the writer has seen.
/// </summary>
/// <remarks>
/// Within this process one save follows the other. Another program (git, a text editor) can write between the last look
/// and the rename: the old file is kept under a second name for that moment, and what it holds then is given back.
/// </remarks>
internal sealed class IssueFiles(NewsletterFolder folder)
{
    private const int NoRoom = 28;
    private const int ReadOnlyDisk = 30;
    private const int OverQuota = 122;

    private readonly Lock _gate = new();
    private readonly IssueFolder _issues = new(folder.Issues);

    /// <summary>The file of an issue; or why there is none.</summary>
    public (WrittenFile? File, FileProblem? Problem) Read(string slug)
    {
        if (!Slug.IsValid(slug))
        {
            return (null, new FileProblem.None());
        }

        var (content, problem) = _issues.ReadBytes(PathOf(slug), IssueFile.MaxBytes);
        return content is null ? (null, problem) : (new WrittenFile(content), null);
    }

    /// <summary>The names of all issue files that the desk can open, in their order.</summary>
    public IReadOnlyList<string> Slugs() =>
        !Directory.Exists(folder.Issues)
            ? []
            :
            [
                .. Directory
                    .EnumerateFileSystemEntries(folder.Issues, "*.md")
                    .Select(path => Path.GetFileNameWithoutExtension(path))
                    .Where(Slug.IsValid)
                    .Order(StringComparer.Ordinal),
            ];

    /// <summary>Makes a file that is not there yet.</summary>
    public WriteResult Create(string slug, byte[] content)
    {
        if (FaultOf(slug, content) is { } fault)
        {
            return new WriteResult.Refused(fault);
        }

        lock (_gate)
        {
            return Try(() =>
            {
                Directory.CreateDirectory(folder.Issues);
                var path = PathOf(slug);
                if (Path.Exists(path) || new FileInfo(path).LinkTarget is not null)
                {
                    return new WriteResult.Refused(
                        $"issues/{slug}.md is there already; give another title, or open that issue."
                    );
                }

                var made = Temporary(path);
                try
                {
                    WriteTo(made, content, mode: null);
                    File.Move(made, path, overwrite: false);
                }
                finally
                {
                    File.Delete(made);
                }

                return new WriteResult.Written(new(content), Displaced: null);
            });
        }
    }

    /// <summary>Replaces a file that is still the one which the writer has seen.</summary>
    /// <param name="seen">The hash of that file.</param>
    public WriteResult Replace(string slug, byte[] content, string seen)
    {
        if (FaultOf(slug, content) is { } fault)
        {
            return new WriteResult.Refused(fault);
        }

        lock (_gate)
        {
            return Try(() => ReplaceNow(slug, content, seen));
        }
    }

    private WriteResult ReplaceNow(string slug, byte[] content, string seen)
    {
        if (Compare(slug, seen) is { } different)
        {
            return different;
        }

        var path = ConfinedPath.Real(PathOf(slug))!;
        var (made, old) = (Temporary(path), Temporary(path));
        try
        {
            WriteTo(made, content, OperatingSystem.IsWindows() ? null : File.GetUnixFileMode(path));

            // Writing may have taken a while on a slow disk.
            if (Compare(slug, seen) is { } changed)
            {
                return changed;
            }

            File.Replace(made, path, old);
            var replaced = new WrittenFile(File.ReadAllBytes(old));
            return new WriteResult.Written(new(content), replaced.Hash == seen ? null : replaced);
        }
        finally
        {
            File.Delete(made);
            File.Delete(old);
        }
    }

    /// <summary>Null while the file is the one that the writer has seen.</summary>
    private WriteResult? Compare(string slug, string seen) =>
        Read(slug) switch
        {
            ({ } now, _) => now.Hash == seen ? null : new WriteResult.Changed(now),
            (_, FileProblem.None) => new WriteResult.Gone(),
            var (_, problem) => new WriteResult.Refused($"issues/{slug}.md was not changed: {problem!.Message}"),
        };

    private static string? FaultOf(string slug, byte[] content) =>
        !Slug.IsValid(slug)
            ? "the name of an issue has letters (a-z), digits, dashes, underscores "
                + "and dots, and a letter or digit first."
        : content.Length > IssueFile.MaxBytes ? IssueFile.TooLarge(slug, content.Length).Message
        : content.Length == 0 ? "an empty text was not saved; write at least the front matter."
        : null;

    private static WriteResult Try(Func<WriteResult> write)
    {
        try
        {
            return write();
        }
        catch (UnauthorizedAccessException)
        {
            return new WriteResult.Refused(
                "the folder issues/ or this file may not be written; give the "
                    + "dispatcher's user the right to write there."
            );
        }
        catch (FileNotFoundException)
        {
            return new WriteResult.Gone();
        }
        catch (IOException e)
        {
            return new WriteResult.Refused(
                (e.HResult & 0xFFFF) switch
                {
                    NoRoom => "the disk is full; make room, then save again.",
                    OverQuota => "the disk quota is used up; make room, then save again.",
                    ReadOnlyDisk => "the folder issues/ is read-only; let the dispatcher write there, then save again.",
                    _ => $"writing into issues/ failed: {e.Message}",
                }
            );
        }
    }

    private static void WriteTo(string path, byte[] content, UnixFileMode? mode)
    {
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        if (mode is { } given && !OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file.SafeFileHandle, given);
        }

        file.Write(content);
        file.Flush(flushToDisk: true);
    }

    /// <summary>A name beside the file that no reader of the folder takes for an issue.</summary>
    private static string Temporary(string path) =>
        Path.Combine(Path.GetDirectoryName(path)!, $".{Path.GetFileName(path)}.{Path.GetRandomFileName()}.saving");

    private string PathOf(string slug) => Path.Combine(Path.GetFullPath(folder.Issues), $"{slug}.md");
}
