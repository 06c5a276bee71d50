using System.Security.Cryptography;
using System.Text;
using MimeKit.Utils;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Relays;
using Newsletter.Dispatcher.Rendering.Mime;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Health;

/// <summary>
/// Makes the plain mail to the operator. It goes straight to a relay: the queue is for subscribers.
/// Tests: AlertsTests.
/// </summary>
internal static class AlertMail
{
    /// <param name="now">Its date.</param>
    public static OutgoingMessage Compose(
        Alert alert,
        NewsletterSettings newsletter,
        EmailAddress to,
        DateTimeOffset now
    )
    {
        var id = Convert.ToHexStringLower(
            SHA256.HashData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{now.UtcTicks} {alert.Text}")))
        )[..24];
        var messageId = MessageIds.Of("alert", id, newsletter.From.Domain);
        using var head = new ByteWriter(1024);
        MailHeaders.Mailbox(head, "From", newsletter.FromName, newsletter.From.Value);
        MailHeaders.Text(head, "Subject", SmtpReply.Clean(alert.Subject));
        MailHeaders.Plain(head, "Date", DateUtils.FormatDate(TimeZoneInfo.ConvertTime(now, newsletter.TimeZone)));

        // Keeps vacation notices from answering (RFC 3834 2).
        MailHeaders.Plain(head, "Auto-Submitted", "auto-generated");
        MailHeaders.Plain(head, "MIME-Version", "1.0");
        ToHeader.Write(head, name: null, to.Value);
        head.WriteAscii(
            $"Message-ID: <{messageId}>\r\nContent-Type: text/plain; charset=utf-8\r\n"
                + "Content-Transfer-Encoding: quoted-printable\r\n"
        );
        return new(newsletter.From.Value, to.Value, messageId, head.ToArray(), [QuotedPrintable.Encode(alert.Text)]);
    }
}
