using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Issues;

/// <summary>
/// Finds the image that a path was probably meant to name: another spelling with small or capital letters, the same
/// name in another folder, or a name that is nearly the same.
/// Tests: NearImageTests.
/// </summary>
internal static class NearImage
{
    /// <summary>Only so many files are looked at.</summary>
    private const int MostFiles = 2_000;

    private static readonly EnumerationOptions Below = new()
    {
        RecurseSubdirectories = true,
        MaxRecursionDepth = 5,
        IgnoreInaccessible = true,
        AttributesToSkip = FileAttributes.ReparsePoint,
    };

    /// <returns>A path as the issue would write it; null when nothing is near.</returns>
    public static string? Find(string folder, string path)
    {
        try
        {
            IReadOnlyList<string> known =
            [
                .. Directory
                    .EnumerateFiles(folder, "*", Below)
                    .Take(MostFiles)
                    .Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/'))
                    .Where(file => IssueImages.Fault(file) is null)
                    .Order(StringComparer.Ordinal),
            ];
            return Nearest(path, known);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The known path that was meant; pure.</summary>
    public static string? Nearest(string path, IReadOnlyList<string> known)
    {
        var name = Path.GetFileName(path);
        return known.FirstOrDefault(file => file.Equals(path, StringComparison.OrdinalIgnoreCase))
            ?? known.FirstOrDefault(file => Path.GetFileName(file).Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? DidYouMean.Closest(path, known);
    }
}
