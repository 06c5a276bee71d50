using System.Text.Json;
using Newsletter.Dispatcher.Bounces.Report;
using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Bounces.Providers;

/// <summary>The JSON of Postmark's webhooks for bounces and complaints; pure. Tests: ProviderReaderTests.</summary>
internal static class PostmarkReader
{
    public static IReadOnlyList<TrustedNotice> Read(ReadOnlyMemory<byte> body) =>
        ForeignJson.Read(body, Notice) is { } notice ? [notice] : [];

    private static TrustedNotice? Notice(JsonElement told)
    {
        var at = told.Instant("BouncedAt");
        return (told.Text("RecordType"), told.Text("Type")) switch
        {
            ("SpamComplaint", _) or (_, "SpamComplaint") => TrustedNotice.Complaint(
                ProviderAddress.Of(told.Text("Email")),
                at
            ),
            ("Bounce" or null, { } type) when Judgement(type) is var (reason, isDead) => TrustedNotice.Bounce(
                ProviderVerdict.Of(told.Text("Email"), status: null, told.Text("Details"), reason, isDead),
                at
            ),
            _ => null,
        };
    }

    /// <returns>Null for what says nothing about the address: an automatic answer, a request, a fault of our
    /// own.</returns>
    private static (BounceReason Told, bool IsDead)? Judgement(string type) =>
        type switch
        {
            "HardBounce" or "BadEmailAddress" => (BounceReason.UserUnknown, true),
            "SoftBounce" or "Transient" => (BounceReason.Expired, false),
            "DnsError" => (BounceReason.Network, false),
            "Blocked" => (BounceReason.Blocked, false),

            // A filter's opinion, and not the complaint of a person.
            "SpamNotification" => (BounceReason.Spam, false),
            "VirusNotification" => (BounceReason.Content, false),
            "DMARCPolicy" => (BounceReason.Authentication, false),
            "ManuallyDeactivated" => (BounceReason.Suspended, false),
            "Unknown" => (BounceReason.Unknown, false),
            _ => null,
        };
}
