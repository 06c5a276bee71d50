using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Rendering.Markdown;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Editing;

/// <summary>
/// Commits a saved issue with its images where <c>Desk:Git</c> is <c>commit</c> and <c>issues/</c> is a git work tree.
/// A commit that fails never undoes a save.
/// </summary>
internal sealed class GitCommits(NewsletterFolder folder, NewsletterSettings newsletter, bool isOn, TimeProvider clock)
{
    private const int LongestName = 100;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private readonly GitProcess _git = new(folder.Issues, Longest, clock);

    /// <remarks>
    /// Somebody who closes the page in this moment does not undo the save, and so not the commit either.
    /// </remarks>
    /// <param name="action">The word of the audit; its verb stands in the message, for example <c>move</c>.</param>
    /// <returns>What went wrong, as a sentence; null when the save is committed, or is not to be.</returns>
    public async Task<string?> CommitAsync(string slug, Writer writer, string action)
    {
        if (!isOn || !Directory.Exists(folder.Issues))
        {
            return null;
        }

        var environment = Environment(writer);
        if ((await _git.RunAsync(environment, "rev-parse", "--is-inside-work-tree")).Fault is { } outside)
        {
            return Failed(outside);
        }

        var paths = await PathsAsync(slug);
        var added = await _git.RunAsync(environment, ["add", "--", .. paths]);
        if (added.Fault is { } notAdded)
        {
            return Failed(notAdded);
        }

        var (_, isSame) = await _git.RunAsync(environment, ["diff", "--cached", "--quiet", "--", .. paths]);
        if (isSame is null)
        {
            return null;
        }

        var (_, fault) = await _git.RunAsync(
            environment,
            [
                "commit",
                "--quiet",
                "--message",
                $"issues: {action[(action.IndexOf('.', StringComparison.Ordinal) + 1)..]} {slug}",
                "--only",
                "--",
                .. paths,
            ]
        );
        return fault is null ? null : Failed(fault);
    }

    private static string Failed(string why) =>
        $"The issue is saved, but git did not commit it: {why}. Commit it by hand, or look at the settings of git.";

    private Dictionary<string, string> Environment(Writer writer) =>
        new(StringComparer.Ordinal)
        {
            // What is fixed here does not depend on the settings of the service's user.
            ["GIT_AUTHOR_NAME"] = Name(writer.Name, "desk"),
            ["GIT_AUTHOR_EMAIL"] = Name(writer.Email, "desk"),
            ["GIT_COMMITTER_NAME"] = Name(newsletter.Name, "Newsletter Dispatcher"),
            ["GIT_COMMITTER_EMAIL"] = Name(newsletter.From.ToString(), "dispatcher"),
            ["GIT_TERMINAL_PROMPT"] = "0",
            ["GIT_LITERAL_PATHSPECS"] = "1",
            ["GIT_EDITOR"] = "true",
            ["LC_ALL"] = "C",
        };

    /// <summary>A name for git: one line without the brackets that stand around an address.</summary>
    private static string Name(string text, string otherwise)
    {
        var clean = string.Concat(text.Select(c => char.IsControl(c) || c is '<' or '>' ? ' ' : c)).Trim();
        clean = clean.Length <= LongestName ? clean : clean[..LongestName];
        return clean.Any(char.IsLetterOrDigit) ? clean : otherwise;
    }

    /// <summary>The file and its images that are there, as seen from <c>issues/</c>.</summary>
    private async Task<IReadOnlyList<string>> PathsAsync(string slug)
    {
        var file = $"{slug}.md";
        var content = await File.ReadAllBytesAsync(Path.Combine(folder.Issues, file));
        var reading = IssueFile.Read($"issues/{file}", content);
        var images = (reading.Issue ?? reading.Sketch) is { } issue
            ? IssueBody.From(issue, path => path).Images.Select(image => image.Path)
            : [];
        return
        [
            file,
            .. images
                .Distinct(StringComparer.Ordinal)
                .Where(path => IssueImages.Fault(path) is null && File.Exists(Path.Combine(folder.Issues, path))),
        ];
    }
}
