using Newsletter.Dispatcher.Editing;
using Newsletter.Dispatcher.Issues.Writing;
using Newsletter.Dispatcher.Rendering.Preview;

namespace Newsletter.Dispatcher.Desk.Writing;

/// <summary>What the page of an issue shows beside the text. Tests: WritePageTests.</summary>
/// <param name="Key">Of the mail on the <see cref="PreviewShelf"/>; null when none can be drawn.</param>
/// <param name="IsSketch">True when the mail is drawn with its errors.</param>
/// <param name="Kilobytes">The size of the HTML; Gmail hides what comes after <paramref name="MostKilobytes"/>.</param>
internal sealed record LiveAnswer(
    string? Key,
    bool IsSketch,
    IReadOnlyList<InboxLine> Inbox,
    int Words,
    int Minutes,
    int Kilobytes,
    int MostKilobytes,
    IReadOnlyList<ShownFinding> Findings
)
{
    /// <param name="key">See <see cref="Key"/>.</param>
    /// <param name="isWhole">True when the text field has the whole file.</param>
    public static LiveAnswer Of(PreviewedIssue shown, string slug, IssueSource source, bool isWhole, string? key)
    {
        var before = isWhole ? 0 : source.FenceLines ?? 0;
        var lines = source.Shown.Split('\n');
        return new(
            key,
            shown.IsSketch,
            shown.Inbox,
            shown.Size.Words,
            shown.Size.Minutes,
            (shown.Mail?.HtmlBytes ?? 0) / 1024,
            PreviewedIssue.MostBytes / 1024,
            [.. shown.Findings.Select(finding => ShownFinding.Of(finding, $"issues/{slug}.md", before, lines))]
        );
    }
}
