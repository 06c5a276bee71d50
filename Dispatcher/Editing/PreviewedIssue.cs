using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Rendering.Preview;

namespace Newsletter.Dispatcher.Editing;

/// <summary>What the preview of a text shows. Tests: LivePreviewTests.</summary>
/// <param name="Reader">The name of the invented reader.</param>
/// <param name="Mail">The mail; a sketch when there are errors; null when not even that can be drawn.</param>
/// <param name="IsSketch">True when the mail is drawn with its errors.</param>
/// <param name="Inbox">How inboxes list the mail.</param>
/// <param name="Findings">Errors first.</param>
/// <param name="Size">How long the text is.</param>
internal sealed record PreviewedIssue(
    string Reader,
    ShownMail? Mail,
    bool IsSketch,
    IReadOnlyList<InboxLine> Inbox,
    IReadOnlyList<Problem> Findings,
    TextSize Size
)
{
    /// <summary>The size of the HTML after which Gmail hides the rest.</summary>
    public static int MostBytes => RenderCheck.GmailClip;

    public static PreviewedIssue Of(EditedIssue edited, DrawnIssue drawn, string reader) =>
        new(
            reader,
            drawn.Mail,
            IsSketch: drawn is { Message: null, Mail: not null },
            drawn.Mail is { } mail ? InboxLine.All(mail.From, mail.Subject, InboxLine.FirstWords(mail.Html)) : [],
            drawn.Findings,
            TextSize.Of(edited.Issue is null ? "" : BodyWords.Of(edited.Issue.Body))
        );
}
