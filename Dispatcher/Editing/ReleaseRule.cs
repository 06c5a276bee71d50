using Newsletter.Dispatcher.Issues;

namespace Newsletter.Dispatcher.Editing;

/// <summary>
/// Who may save what: a text that is sent as it stands is saved only by somebody who may release issues. Pure.
/// </summary>
internal static class ReleaseRule
{
    /// <param name="now">The status in the file; null where there is no file yet.</param>
    /// <param name="wished">The status in the text that is to be saved.</param>
    /// <returns>Why the text may not be saved; null when it may.</returns>
    public static string? Fault(IssueStatus? now, IssueStatus wished, bool mayRelease) =>
        (now, wished) switch
        {
            _ when mayRelease => null,
            (IssueStatus.Ready, _) => "this issue is released, and your role may not change what is sent. "
                + "Ask an editor to take it back first.",
            (_, IssueStatus.Ready) =>
                "your role may not release an issue. Leave the status at draft and ask an editor to release it.",
            _ => null,
        };

    /// <summary>The status in a text; a text that cannot be read is never sent, so it is a draft.</summary>
    public static IssueStatus StatusOf(string slug, byte[] content) =>
        IssueFile.Read($"issues/{slug}.md", content) is var reading && (reading.Issue ?? reading.Sketch) is { } issue
            ? issue.Status
            : IssueStatus.Draft;
}
