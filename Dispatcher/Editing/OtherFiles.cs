using Newsletter.Dispatcher.Issues;

namespace Newsletter.Dispatcher.Editing;

/// <summary>
/// Finds files in <c>issues/</c> that are neither an issue nor an image, and that an editor may take for an issue.
/// Tests: IssueCommandTests.
/// </summary>
internal static class OtherFiles
{
    private const int Most = 100;

    public static IEnumerable<Problem> In(string folder) =>
        !Directory.Exists(folder)
            ? []
            :
            [
                .. Directory
                    .EnumerateFiles(folder)
                    .Select(file => Path.GetFileName(file))
                    .Where(name => !name.StartsWith('.') && !name.EndsWith(".md", StringComparison.Ordinal))
                    .Where(name => IssueImages.Fault(name) is not null)
                    .Order(StringComparer.Ordinal)
                    .Take(Most)
                    .Select(name =>
                        Findings.FileOther.At(
                            $"issues/{string.Concat(name.Select(c => char.IsControl(c) ? '?' : c))}",
                            0,
                            0,
                            "only files whose names end in .md are issues, so this one is never sent; rename it, "
                                + "or put "
                                + "it elsewhere."
                        )
                    ),
            ];
}
