using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Words;

namespace Newsletter.Dispatcher.Rendering;

/// <summary>Makes the mail that sends a corrected issue to the readers of the wrong one.</summary>
/// <param name="Note">What was wrong, as the editor wrote it; null when the editor wrote nothing.</param>
internal sealed record CorrectionText(string? Note)
{
    public const string Template = "correction";

    public static Issue Apply(Issue issue, ReaderWords words) =>
        issue with
        {
            Template = Template,
            Subject = words.Text("Mail.Correction.Subject", issue.Subject),
        };
}
