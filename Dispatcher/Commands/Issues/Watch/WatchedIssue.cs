using Newsletter.Dispatcher.Editing;

namespace Newsletter.Dispatcher.Commands.Issues.Watch;

/// <summary>What the page shows at one moment. Tests: WatchSessionTests.</summary>
/// <param name="Version">From 1; one more after each save.</param>
/// <param name="Now">The file as it is now: its findings are shown.</param>
/// <param name="Picture">The file of which the mail is shown: the last one without errors, or <paramref name="Now"/>
/// when there has been none.</param>
internal sealed record WatchedIssue(long Version, EditedIssue Now, EditedIssue Picture)
{
    /// <summary>False while the file is broken and an older picture is shown.</summary>
    public bool IsCurrent => ReferenceEquals(Now, Picture);

    /// <summary>What is shown after the file was saved.</summary>
    public WatchedIssue After(EditedIssue saved) =>
        new(Version + 1, saved, saved.Compiled is not null || Picture.Compiled is null ? saved : Picture);
}
