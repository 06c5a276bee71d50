using System.Security.Cryptography;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Issues;

/// <summary>
/// Changes one line of an issue's file. The file is replaced as a whole, so nobody reads half of it; and only if it
/// still has the bytes that the person saw, so no other change is lost.
/// </summary>
internal sealed class IssueChanges(NewsletterFolder folder)
{
    private readonly Lock _lock = new();

    /// <summary>A name for the bytes of a file, to notice that they changed.</summary>
    public static string HashOf(IssueCandidate candidate) =>
        Convert.ToHexStringLower(SHA256.HashData(candidate.Source))[..32];

    /// <param name="slug">The name of the file without <c>.md</c>.</param>
    /// <param name="hash">Of the file that the person saw.</param>
    /// <param name="change">The new bytes; null when this file cannot be changed by a rule.</param>
    /// <param name="byHand">What to write into the file by hand, for example <c>date: 2026-11-24</c>.</param>
    public IssueChange Change(string slug, string hash, Func<IssueCandidate, byte[]?> change, string byHand)
    {
        // A name of a file and no path: nothing outside the folder is touched.
        if (!Slug.IsValid(slug))
        {
            return new IssueChange.Refused("There is no such issue. Load the page again.");
        }

        var (issues, name) = (new IssueFolder(folder.Issues), $"issues/{slug}.md");
        lock (_lock)
        {
            var reading = issues.ReadOne(Path.Combine(Path.GetFullPath(folder.Issues), $"{slug}.md"));
            if (reading.Candidate is not { } before)
            {
                return new IssueChange.Refused(
                    $"{name} cannot be read any more: {reading.Problems[0].Message} Nothing was changed."
                );
            }

            if (HashOf(before) != hash)
            {
                return new IssueChange.Refused(
                    $"Somebody changed {name} since this page was loaded. Nothing was changed; "
                        + "look at it and try again."
                );
            }

            if (
                change(before) is not { } source
                || IssueFile.Read(before.Issue.File, source).Candidate is not { } after
            )
            {
                return new IssueChange.Refused(
                    $"{name} writes this line in a form that the desk does not change. Change it in the file: {byHand}"
                );
            }

            return Write(issues, name, before, after) is { } fault
                ? new IssueChange.Refused(fault)
                : new IssueChange.Saved(before, after);
        }
    }

    /// <returns>What went wrong; null when the file is written.</returns>
    private string? Write(IssueFolder issues, string name, IssueCandidate before, IssueCandidate after)
    {
        var full = Path.Combine(Path.GetFullPath(folder.Issues), Path.GetFileName(name));
        var real = ConfinedPath.Real(full) ?? full;

        // The name begins with a dot: readers of the folder skip it.
        var temporary = Path.Combine(Path.GetDirectoryName(real)!, $".{Path.GetFileName(real)}.{Guid.NewGuid():N}");
        try
        {
            using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                if (!OperatingSystem.IsWindows())
                {
                    // Not by the options of the stream: those are cut by the umask.
                    File.SetUnixFileMode(file.SafeFileHandle, File.GetUnixFileMode(real));
                }

                file.Write(after.Source);
                file.Flush(flushToDisk: true);
            }

            // A program that does not know our lock may have saved meanwhile; the window is now as small as it can be.
            if (issues.ReadBytes(full, IssueFile.MaxBytes).Content is not { } now || !now.SequenceEqual(before.Source))
            {
                File.Delete(temporary);
                return $"Somebody changed {name} at this moment. Nothing was changed; look at it and try again.";
            }

            File.Move(temporary, real, overwrite: true);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Remove(temporary);
            return $"{name} cannot be written: {e.Message} Nothing was changed. "
                + "Check the disk, and that the dispatcher's user may write to issues/.";
        }
    }

    private static void Remove(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A file that begins with a dot harms nothing.
        }
    }
}
