using System.Text.Json;
using Newsletter.Dispatcher.Bounces.Report;
using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Bounces.Providers;

/// <summary>The JSON of Mailgun's webhooks; pure. Tests: ProviderReaderTests.</summary>
internal static class MailgunReader
{
    public static IReadOnlyList<TrustedNotice> Read(ReadOnlyMemory<byte> body) =>
        ForeignJson.Read(body, json => json.At("event-data") is { } told ? Notice(told) : null) is { } notice
            ? [notice]
            : [];

    /// <summary>
    /// Leaves out people who unsubscribe at Mailgun, because its lists are not ours, and temporary failures, because
    /// Mailgun tries those again.
    /// </summary>
    private static TrustedNotice? Notice(JsonElement told) =>
        (told.Text("event"), told.Text("severity"), told.Text("reason")) switch
        {
            ("complained", _, _) or ("failed", "permanent", "suppress-complaint") => TrustedNotice.Complaint(
                ProviderAddress.Of(told.Text("recipient")),
                told.UnixSeconds("timestamp"),
                Senders(told)
            ),
            ("failed", "permanent", "suppress-unsubscribe") => null,
            ("failed", "permanent", var reason) => TrustedNotice.Bounce(
                Result(told, reason),
                told.UnixSeconds("timestamp"),
                Senders(told)
            ),
            _ => null,
        };

    private static BounceResult Result(JsonElement told, string? reason)
    {
        var recipient = told.Text("recipient");
        if (reason is "suppress-bounce")
        {
            // Refused by Mailgun itself, for a bounce that it saw before.
            return new(
                ProviderAddress.Of(recipient),
                Status: null,
                Reply: "suppressed by the provider after a bounce",
                BounceReason.UserUnknown,
                IsHard: true
            );
        }

        var status = told.At("delivery-status") ?? default;
        var words = string.Join(
            ' ',
            new[] { status.Word("code"), status.Text("message"), status.Text("description") }.Where(part =>
                !string.IsNullOrEmpty(part)
            )
        );
        return reason switch
        {
            "bounce" or "hardfail" => ProviderVerdict.Of(
                recipient,
                status.Text("enhanced-code"),
                words,
                BounceReason.Refused,
                isDead: status.Text("bounce-type") is not "soft"
            ),
            "old" => ProviderVerdict.Of(
                recipient,
                status.Text("enhanced-code"),
                words,
                BounceReason.Expired,
                isDead: false
            ),
            "espblock" => ProviderVerdict.Of(
                recipient,
                status.Text("enhanced-code"),
                words,
                BounceReason.Blocked,
                isDead: false
            ),
            _ => ProviderVerdict.Of(
                recipient,
                status.Text("enhanced-code"),
                words,
                BounceReason.Unknown,
                isDead: false
            ),
        };
    }

    private static IReadOnlyList<string> Senders(JsonElement told) =>
        BounceAddress.First(told.Text("envelope", "sender")) is { } sender ? [sender] : [];
}
