using System.Security.Cryptography;
using System.Text;
using MimeKit.Utils;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Rendering.Mime;

/// <summary>
/// A mail of plain text to somebody who works here: an alert, a link to sign in. It goes straight to a relay, because
/// the queue of mails is for subscribers. Tests: AlertsTests.
/// </summary>
internal static class PlainMail
{
    /// <param name="kind">One word for its Message-ID.</param>
    /// <param name="now">Its date.</param>
    public static OutgoingMessage Compose(
        string kind,
        string subject,
        string text,
        NewsletterSettings newsletter,
        EmailAddress to,
        DateTimeOffset now
    )
    {
        var id = Convert.ToHexStringLower(
            SHA256.HashData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{now.UtcTicks} {text}")))
        )[..24];
        var messageId = MessageIds.Of(kind, id, newsletter.From.Domain);
        using var head = new ByteWriter(1024);
        MailHeaders.Mailbox(head, "From", newsletter.FromName, newsletter.From.Value);
        MailHeaders.Text(head, "Subject", subject);
        MailHeaders.Plain(head, "Date", DateUtils.FormatDate(TimeZoneInfo.ConvertTime(now, newsletter.TimeZone)));

        // Keeps vacation notices from answering (RFC 3834 2).
        MailHeaders.Plain(head, "Auto-Submitted", "auto-generated");
        MailHeaders.Plain(head, "MIME-Version", "1.0");
        ToHeader.Write(head, name: null, to.Value);
        head.WriteAscii(
            $"Message-ID: <{messageId}>\r\nContent-Type: text/plain; charset=utf-8\r\n"
                + "Content-Transfer-Encoding: quoted-printable\r\n"
        );
        return new(newsletter.From.Value, to.Value, messageId, head.ToArray(), [QuotedPrintable.Encode(text)]);
    }
}
