using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Issues;

/// <summary>
/// The folder of the issue files. Reading ends soon, and one file cannot harm another, whatever the folder contains. A
/// link may not lead out of the folder. A file without a size (a pipe, a device, an empty file) is never opened,
/// because opening a pipe can block for ever.
/// </summary>
internal sealed class IssueFolder(string path)
{
    /// <summary>
    /// Reads each <c>*.md</c> of the folder, in ordinal order of the names; empty when there is no folder. Names that
    /// begin with a dot are skipped, because text editors make such files.
    /// </summary>
    public IReadOnlyList<IssueReading> Read() =>
        !Directory.Exists(path)
            ? []
            :
            [
                .. Directory
                    .EnumerateFileSystemEntries(path, "*.md")
                    .Where(file => !Path.GetFileName(file).StartsWith('.'))
                    .Order(StringComparer.Ordinal)
                    .Select(ReadFile),
            ];

    /// <summary>The files of <see cref="Read"/> that are valid issues, in the same order.</summary>
    public IReadOnlyList<IssueCandidate> Candidates() =>
        [.. Read().Select(reading => reading.Candidate).OfType<IssueCandidate>()];

    /// <summary>
    /// Reads one file, given as <c>issues/x.md</c>, <c>x.md</c>, <c>x</c> or a full path. It must be in the folder
    /// itself.
    /// </summary>
    public IssueReading ReadOne(string file)
    {
        var full = Locate(file);
        if (!IsHere(full))
        {
            return Refused(Shown(file), $"the file is not in {FolderName}/; move it there.");
        }

        if (!full.EndsWith(".md", StringComparison.Ordinal))
        {
            return Refused(ShownAs(full), "an issue is a file whose name ends in .md; rename it.");
        }

        return ReadFile(full);
    }

    /// <summary>
    /// The slug of a file that is given as for <see cref="ReadOne"/>, even if it does not exist; null when it cannot be
    /// an issue.
    /// </summary>
    public string? SlugOf(string file) =>
        Locate(file) is var full && IsHere(full) && full.EndsWith(".md", StringComparison.Ordinal)
            ? Path.GetFileNameWithoutExtension(full)
            : null;

    /// <summary>
    /// The first place where the file exists: below the newsletter's folder, below the current folder, and in the
    /// folder itself; each also with <c>.md</c>. A name that exists nowhere is meant to be in the folder.
    /// </summary>
    private string Locate(string file)
    {
        var (own, here) = (Path.GetFullPath(path), Path.GetFullPath(file));
        var below = Path.GetFullPath(file, Path.GetDirectoryName(own)!);
        var isName = !file.Contains(Path.DirectorySeparatorChar);
        List<string> places = [below];
        if (IsHere(here))
        {
            places.Add(here);
        }

        if (isName)
        {
            places.Add(Path.Combine(own, file));
        }

        return places.SelectMany(place => (string[])[place, place + ".md"]).FirstOrDefault(IsFile)
            ?? places.Find(Path.Exists)
            ?? places[^1];

        static bool IsFile(string place) => Path.Exists(place) && !Directory.Exists(place);
    }

    private bool IsHere(string full) =>
        Path.GetDirectoryName(full) == Path.GetFullPath(path).TrimEnd(Path.DirectorySeparatorChar);

    private string FolderName => Path.GetFileName(Path.GetFullPath(path).TrimEnd(Path.DirectorySeparatorChar));

    private IssueReading ReadFile(string full)
    {
        var (content, problem) = ReadBytes(full, IssueFile.MaxBytes);
        return (content, problem) switch
        {
            (not null, _) => IssueFile.Read(ShownAs(full), content),
            (_, FileProblem.TooLarge large) => IssueReading.Refused(IssueFile.TooLarge(ShownAs(full), large.Bytes)),
            _ => Refused(ShownAs(full), problem!.Message),
        };
    }

    /// <summary>
    /// All bytes of a file of the folder, at most <paramref name="limit"/>, or the reason why they cannot be read.
    /// </summary>
    internal (byte[]? Content, FileProblem? Problem) ReadBytes(string full, int limit)
    {
        try
        {
            if (!Path.Exists(full) && new FileInfo(full).LinkTarget is null)
            {
                return (null, new FileProblem.None());
            }

            if (!ConfinedPath.IsInside(path, full))
            {
                return (null, new FileProblem.Other($"the link leads out of {FolderName}/; put the file itself here."));
            }

            var real = new FileInfo(ConfinedPath.Real(full)!);
            if (Directory.Exists(real.FullName))
            {
                return (null, new FileProblem.Other("this is a folder, not a file; rename or move it."));
            }

            if (!real.Exists)
            {
                return (null, new FileProblem.Other("the link leads to no file; put the file itself here."));
            }

            if (real.Length == 0)
            {
                return (
                    null,
                    new FileProblem.Other(
                        "the file is empty, or no ordinary file (a pipe or device); delete it or write the issue."
                    )
                );
            }

            if (real.Length > limit)
            {
                return (null, new FileProblem.TooLarge(real.Length));
            }

            using var stream = real.OpenRead();
            var buffer = new byte[limit + 1];
            var read = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            return read > limit ? (null, new FileProblem.TooLarge(read)) : (buffer[..read], null);
        }
        catch (UnauthorizedAccessException)
        {
            return (
                null,
                new FileProblem.Other("the file may not be read; give the dispatcher's user the right to it.")
            );
        }
        catch (IOException e)
        {
            return (null, new FileProblem.Other($"the file cannot be read: {e.Message}"));
        }
    }

    private static IssueReading Refused(string file, string message) =>
        IssueReading.Refused(Findings.FileUnreadable.At(file, 0, 0, message));

    private string ShownAs(string full) => Shown($"{FolderName}/{Path.GetFileName(full)}");

    /// <summary>
    /// A name may contain any character but a slash; control characters are replaced, because a terminal would obey
    /// them.
    /// </summary>
    private static string Shown(string name) => string.Concat(name.Select(c => char.IsControl(c) ? '?' : c));
}
