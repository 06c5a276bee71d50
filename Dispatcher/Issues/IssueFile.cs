namespace Newsletter.Dispatcher.Issues;

/// <summary>
/// Reads an <see cref="Issue"/> from the bytes of a file and reports all problems at once. Pure: touches no disk.
/// </summary>
internal static class IssueFile
{
    /// <summary>The limit for an issue file: 256 kB of Markdown is as long as a book.</summary>
    public const int MaxBytes = 256 * 1024;

    /// <param name="file">The file as messages name it, for example <c>issues/2026-11-24-a-title.md</c>.</param>
    public static IssueReading Read(string file, byte[] content)
    {
        if (content.Length == 0)
        {
            return IssueReading.Refused(Problem.Error(file, 0, 0, $"the file is empty. {FrontMatterFence.Form}"));
        }

        if (content.Length > MaxBytes)
        {
            return IssueReading.Refused(TooLarge(file, content.Length));
        }

        var (text, unreadable) = IssueText.Decode(file, content);
        if (unreadable.Count > 0)
        {
            return IssueReading.Refused(unreadable);
        }

        var lines = text.Split('\n');
        if (FrontMatterFence.Find(file, lines, out var end) is { } fault)
        {
            return IssueReading.Refused(fault);
        }

        var problems = new List<Problem>();
        CheckName(file, problems);
        var matter = FrontMatter.Read(file, string.Join('\n', lines[1..end]), problems);
        var issue = IssueKeys.Read(file, matter, problems) with
        {
            Slug = SlugOf(file),
            Body = string.Join('\n', lines[(end + 1)..]),
            BodyLine = end + 2,
        };
        List<Problem> found = [.. problems.OrderBy(problem => problem.Line).ThenBy(problem => problem.Column)];
        return found.Any(problem => problem.Severity is Severity.Error)
            ? IssueReading.Refused(found) with
            {
                Partial = issue,
            }
            : new(new IssueCandidate(issue, content, found), found);
    }

    public static Problem TooLarge(string file, long bytes) =>
        Problem.Error(
            file,
            0,
            0,
            $"the file has {bytes / 1024} kB; an issue may have {MaxBytes / 1024} kB. Put images beside the file, not "
                + "into it."
        );

    private static string SlugOf(string file) => Path.GetFileNameWithoutExtension(file);

    private static void CheckName(string file, List<Problem> problems)
    {
        var slug = SlugOf(file);
        if (!Slug.IsValid(slug))
        {
            problems.Add(
                Problem.Error(
                    file,
                    0,
                    0,
                    "the name of the file becomes part of a web address: up to 100 letters (a-z), digits, dashes, "
                        + "underscores and dots, "
                        + $"a letter or digit first. Rename it to \"{Slug.From(slug)}.md\"."
                )
            );
        }
    }
}
