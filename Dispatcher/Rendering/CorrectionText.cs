using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Rendering.Splicing;
using Newsletter.Dispatcher.Words;

namespace Newsletter.Dispatcher.Rendering;

/// <summary>Makes the mail that sends a corrected issue to the readers of the wrong one.</summary>
/// <param name="Note">What was wrong, as the editor wrote it; null when the editor wrote nothing.</param>
internal sealed record CorrectionText(string? Note)
{
    public const string Template = "correction";

    /// <summary>The issue as its correction is mailed; the note is what inboxes show after the subject.</summary>
    public Issue Apply(Issue issue, ReaderWords words) =>
        issue with
        {
            Template = Template,
            Preheader = Note is null || ReaderLine.HasCode(Note) ? issue.Preheader : Note,
            Subject = words.Text("Mail.Correction.Subject", issue.Subject),
        };
}
