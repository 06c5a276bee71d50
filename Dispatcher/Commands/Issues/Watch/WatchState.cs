using Newsletter.Dispatcher.Editing;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Rendering.Preview;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Words;

namespace Newsletter.Dispatcher.Commands.Issues.Watch;

/// <summary>All that the page shows beside the mail, as the page's script reads it. Tests: WatchCommandTests.</summary>
/// <param name="Day">The day of the slot, in the newsletter's language.</param>
/// <param name="IsCurrent">False while the file is broken and an older picture is shown.</param>
/// <param name="IsSketch">True when the mail is drawn with its errors, because there is no older picture.</param>
/// <param name="HasMail">False when not even a sketch can be drawn.</param>
/// <param name="Kilobytes">The size of the HTML; Gmail hides what comes after <paramref name="GmailClip"/>.</param>
internal sealed record WatchState(
    long Version,
    string File,
    string Day,
    bool IsCurrent,
    bool IsSketch,
    bool HasMail,
    string Reader,
    int Kilobytes,
    int GmailClip,
    string Text,
    IReadOnlyList<InboxLine> Inbox,
    IReadOnlyList<WatchFinding> Findings
)
{
    public static WatchState Of(WatchedIssue watched, DrawnIssue drawn, string reader, NewsletterSettings newsletter) =>
        new(
            watched.Version,
            watched.Now.File,
            new LocalDates(newsletter.Language).Day(watched.Picture.Day),
            watched.IsCurrent,
            IsSketch: drawn is { Message: null, Mail: not null },
            HasMail: drawn.Mail is not null,
            reader,
            (drawn.Mail?.HtmlBytes ?? 0) / 1024,
            RenderCheck.GmailClip / 1024,
            drawn.Mail?.Text ?? "",
            drawn.Mail is { } mail ? InboxLine.All(mail.From, mail.Subject, InboxLine.FirstWords(mail.Html)) : [],
            [
                .. watched
                    .Now.Findings.Concat(watched.IsCurrent ? drawn.Findings : [])
                    .Distinct()
                    .Select(finding => WatchFinding.Of(finding, watched.Now)),
            ]
        );
}
