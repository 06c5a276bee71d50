using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Relays;
using Newsletter.Dispatcher.Rendering.Mime;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Health;

/// <summary>Makes the plain mail to the operator. Tests: AlertsTests.</summary>
internal static class AlertMail
{
    /// <param name="now">Its date.</param>
    public static OutgoingMessage Compose(
        Alert alert,
        NewsletterSettings newsletter,
        EmailAddress to,
        DateTimeOffset now
    ) => PlainMail.Compose("alert", SmtpReply.Clean(alert.Subject), alert.Text, newsletter, to, now);
}
