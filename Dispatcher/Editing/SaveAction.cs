using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Issues.Writing;

namespace Newsletter.Dispatcher.Editing;

/// <summary>The word of the audit for a save: releasing and taking back matter more than the text. Pure.</summary>
internal static class SaveAction
{
    /// <param name="before">The status in the file before the save; null where there was no file.</param>
    public static string Of(VersionKind kind, IssueStatus? before, IssueStatus? after) =>
        (before, after) switch
        {
            (IssueStatus.Draft or null, IssueStatus.Ready) => "issue.release",
            (IssueStatus.Ready, IssueStatus.Draft) => "issue.take-back",
            (null, _) => "issue.create",
            _ when kind is VersionKind.Restored => "issue.restore",
            _ => "issue.save",
        };
}
