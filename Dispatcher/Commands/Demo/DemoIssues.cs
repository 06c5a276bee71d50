namespace Newsletter.Dispatcher.Commands.Demo;

/// <summary>The invented issues of the demo: one for each day of the week before, and one for the next slot.
/// Tests: DemoWeekTests.</summary>
internal static class DemoIssues
{
    private const string Before = "Newsletter.Dispatcher.Commands.Demo.Issues.";

    /// <summary>The names of the files, in their order; the last one is for the next slot.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. typeof(DemoIssues)
            .Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Before, StringComparison.Ordinal))
            .Select(name => name[Before.Length..])
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Writes one of them into a folder, without the number in its name.</summary>
    /// <returns>The path of the file.</returns>
    public static string Write(string name, string folder)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, name[(name.IndexOf('-', StringComparison.Ordinal) + 1)..]);
        using var issue = typeof(DemoIssues).Assembly.GetManifestResourceStream(Before + name)!;
        using var file = File.Create(path);
        issue.CopyTo(file);
        return path;
    }

    /// <summary>Copies the newsletter's own issues, so that the desk of the demo changes none of them.</summary>
    public static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", Below))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy, overwrite: true);
        }
    }

    private static readonly EnumerationOptions Below = new()
    {
        RecurseSubdirectories = true,
        MaxRecursionDepth = 5,
        IgnoreInaccessible = true,
        AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Hidden,
    };
}
