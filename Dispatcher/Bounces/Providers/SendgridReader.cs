using System.Text.Json;
using Newsletter.Dispatcher.Bounces.Report;
using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Bounces.Providers;

/// <summary>The JSON of SendGrid's Event Webhook, an array of events; pure. Tests: ProviderReaderTests.</summary>
internal static class SendgridReader
{
    public static IReadOnlyList<TrustedNotice> Read(ReadOnlyMemory<byte> body) => ForeignJson.Read(body, Notices) ?? [];

    private static IReadOnlyList<TrustedNotice>? Notices(JsonElement events) =>
        events.ValueKind is JsonValueKind.Array
            ? [.. events.EnumerateArray().Select(Notice).OfType<TrustedNotice>()]
            : null;

    /// <summary>Deferred messages are left out, because SendGrid tries them again.</summary>
    private static TrustedNotice? Notice(JsonElement told)
    {
        try
        {
            return told.Text("event") switch
            {
                "spamreport" => Complaint(told),
                "bounce" => TrustedNotice.Bounce(Bounce(told), told.UnixSeconds("timestamp")),
                "dropped" => Dropped(told),
                _ => null,
            };
        }
        catch (InvalidOperationException)
        {
            // A name of half a character in one event; the others are read all the same.
            return null;
        }
    }

    private static TrustedNotice Complaint(JsonElement told) =>
        TrustedNotice.Complaint(ProviderAddress.Of(told.Text("email")), told.UnixSeconds("timestamp"));

    private static BounceResult Bounce(JsonElement told)
    {
        var isBlocked = told.Text("type") is "blocked";
        var (reason, isDead) = told.Text("bounce_classification") switch
        {
            "Invalid Address" => (BounceReason.UserUnknown, !isBlocked),
            "Mailbox Unavailable" => (BounceReason.Suspended, false),
            "Technical" => (BounceReason.Network, false),
            "Content" => (BounceReason.Content, false),
            "Reputation" => (BounceReason.Blocked, false),
            "Frequency/Volume" or "Frequency or Volume Too High" => (BounceReason.RateLimited, false),
            _ => isBlocked ? (BounceReason.Blocked, false) : (BounceReason.UserUnknown, true),
        };
        return ProviderVerdict.Of(told.Text("email"), told.Text("status"), told.Text("reason"), reason, isDead);
    }

    /// <summary>
    /// SendGrid did not even try, because of what it knows about the address; other reasons are about us.
    /// </summary>
    private static TrustedNotice? Dropped(JsonElement told) =>
        told.Text("reason") switch
        {
            "Spam Reporting Address" => Complaint(told),
            "Bounced Address" or "Invalid" => TrustedNotice.Bounce(
                new(
                    ProviderAddress.Of(told.Text("email")),
                    Status: null,
                    Reply: "dropped by the provider: bounced before",
                    BounceReason.UserUnknown,
                    IsHard: true
                ),
                told.UnixSeconds("timestamp")
            ),
            _ => null,
        };
}
