namespace Newsletter.Dispatcher.Issues;

/// <summary>Finds out where a path really leads, links followed, and whether that is inside a folder.</summary>
internal static class ConfinedPath
{
    private const int MaxLinks = 40;

    /// <summary>
    /// The path with every symbolic link on the way replaced by what it points to; null when links go in circles.
    /// </summary>
    /// <remarks>
    /// What does not exist is kept as it is. The answer is of this moment: whoever may write to the folder can change
    /// it.
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

    /// <summary>True when the path, links followed, lies in the folder, links followed.</summary>
    public static bool IsInside(string folder, string path) =>
        Real(folder) is { } outer
        && Real(path) is { } inner
        && inner.StartsWith(
            outer.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar,
            StringComparison.Ordinal
        );
}
