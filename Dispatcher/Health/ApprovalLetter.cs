using System.Globalization;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Relays;
using Newsletter.Dispatcher.Rendering.Mime;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Health;

/// <summary>Makes the mail that asks for the approval of the next issue. Tests: ApprovalLettersTests.</summary>
internal static class ApprovalLetter
{
    /// <param name="why">Why the issue is not sent, as the end of a sentence that begins with the issue.</param>
    public static OutgoingMessage Compose(
        Issue issue,
        DateOnly slotDate,
        string why,
        NewsletterSettings newsletter,
        EmailAddress to,
        DateTimeOffset now
    )
    {
        var day = slotDate.ToString("dddd, yyyy-MM-dd", CultureInfo.InvariantCulture);
        var title = SmtpReply.Clean(issue.Title);
        return PlainMail.Compose(
            "approval",
            $"Please approve \"{title}\" for {day}",
            $"""
            "{title}" is to go out on {day} at {newsletter.SendAt:HH\:mm}, but it {why}.
            Without approval it is not sent.

            Read it, and approve it or send it back:

            {newsletter.BaseUrl.TrimEnd('/')}/desk/issues/{Uri.EscapeDataString(issue.Slug)}/approve

            You get this mail because your account at the desk of {newsletter.Name} may approve issues.

            """.ReplaceLineEndings("\r\n"),
            newsletter,
            to,
            now
        );
    }
}
