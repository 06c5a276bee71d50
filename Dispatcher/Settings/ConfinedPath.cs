namespace Newsletter.Dispatcher.Settings;

/// <summary>
/// Resolves the symbolic links of a path, and checks whether the result is inside a folder.
/// Tests: IssueFolderTests.
/// </summary>
internal static class ConfinedPath
{
    private const int MaxLinks = 40;

    /// <summary>The path with each symbolic link replaced by its target; null when the links form a circle.</summary>
    /// <remarks>
    /// A part that does not exist is kept as it is. The answer may be outdated at once: anybody who may write to the
    /// folder can change a link.
    /// </remarks>
    public static string? Real(string path)
    {
        var rest = new Stack<string>(
            Path.GetFullPath(path).Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries).Reverse()
        );
        var real = Path.GetPathRoot(Path.GetFullPath(path))!;
        var links = 0;
        while (rest.TryPop(out var part))
        {
            var next = part == ".." ? Path.GetDirectoryName(real) ?? real : Path.Combine(real, part);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                real = next;
                continue;
            }

            if (++links > MaxLinks)
            {
                return null;
            }

            if (Path.IsPathRooted(target))
            {
                real = Path.GetPathRoot(target)!;
            }

            foreach (
                var step in target
                    .Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries)
                    .Where(step => step != ".")
                    .Reverse()
            )
            {
                rest.Push(step);
            }
        }

        return real;
    }

    /// <summary>True when the path is inside the folder, after the links of both are resolved.</summary>
    public static bool IsInside(string folder, string path) =>
        Real(folder) is { } outer
        && Real(path) is { } inner
        && inner.StartsWith(
            outer.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar,
            StringComparison.Ordinal
        );
}
