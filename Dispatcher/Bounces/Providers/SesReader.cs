using System.Text;
using System.Text.Json;
using Newsletter.Dispatcher.Bounces.Report;
using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Bounces.Providers;

/// <summary>
/// The JSON of Amazon SES, as feedback notification and as published event; pure.
/// Tests: ProviderReaderTests.
/// </summary>
internal static class SesReader
{
    private const int MaxRecipients = 100;

    /// <param name="message">The field Message of SNS's envelope.</param>
    public static IReadOnlyList<TrustedNotice> Read(string message) =>
        ForeignJson.Read(Encoding.UTF8.GetBytes(message), Read) ?? [];

    // DeliveryDelay is one of many that say nothing about an address.
    private static IReadOnlyList<TrustedNotice> Read(JsonElement notice) =>
        (notice.Text("notificationType") ?? notice.Text("eventType")) switch
        {
            "Bounce" when notice.At("bounce") is { } bounce => Bounces(notice, bounce),
            "Complaint" when notice.At("complaint") is { } complaint && IsPersons(complaint) => Complaints(
                notice,
                complaint
            ),
            _ => [],
        };

    private static IReadOnlyList<TrustedNotice> Bounces(JsonElement notice, JsonElement bounce)
    {
        var (told, isDead, isCertain) = Judgement(bounce.Text("bounceType"), bounce.Text("bounceSubType"));
        return
        [
            .. from one in bounce.List("bouncedRecipients").Take(MaxRecipients)
            let result = ProviderVerdict.Of(
                one.Text("emailAddress"),
                one.Text("status"),
                one.Text("diagnosticCode"),
                told,
                isDead
            )
            select TrustedNotice.Bounce(
                isCertain && !result.IsHard ? result with { Reason = BounceReason.UserUnknown, IsHard = true } : result,
                bounce.Instant("timestamp"),
                Senders(notice),
                ListUnsubscribe(notice)
            ),
        ];
    }

    /// <returns>The reason, whether the address is dead, and whether words cannot excuse it: Amazon will not deliver
    /// there again.</returns>
    private static (BounceReason Told, bool IsDead, bool IsCertain) Judgement(string? type, string? subType) =>
        (type, subType) switch
        {
            ("Permanent", "NoEmail" or "Suppressed" or "OnAccountSuppressionList") => (
                BounceReason.UserUnknown,
                true,
                true
            ),
            ("Permanent", "General") => (BounceReason.UserUnknown, true, false),
            ("Transient", "MailboxFull") => (BounceReason.MailboxFull, false, false),
            ("Transient", "MessageTooLarge") => (BounceReason.TooLarge, false, false),
            ("Transient", "ContentRejected" or "AttachmentRejected") => (BounceReason.Content, false, false),
            ("Transient", _) => (BounceReason.Expired, false, false),
            _ => (BounceReason.Unknown, false, false),
        };

    /// <summary>A report that a message is no spam, and one of a machine, is no complaint.</summary>
    private static bool IsPersons(JsonElement complaint) =>
        complaint.Text("complaintFeedbackType") is not ("not-spam" or "auth-failure" or "virus");

    private static IReadOnlyList<TrustedNotice> Complaints(JsonElement notice, JsonElement complaint) =>
        [
            .. complaint
                .List("complainedRecipients")
                .Take(MaxRecipients)
                .Select(one =>
                    TrustedNotice.Complaint(
                        ProviderAddress.Of(one.Text("emailAddress")),
                        complaint.Instant("timestamp"),
                        Senders(notice),
                        ListUnsubscribe(notice)
                    )
                ),
        ];

    /// <summary>The envelope sender is the one that the message was handed over with.</summary>
    private static IReadOnlyList<string> Senders(JsonElement notice) =>
        [
            .. new[] { notice.Text("mail", "source"), notice.Text("mail", "commonHeaders", "returnPath") }
                .OfType<string>()
                .Select(text => BounceAddress.First(text) ?? ""),
        ];

    private static string? ListUnsubscribe(JsonElement notice) =>
        notice
            .List("mail", "headers")
            .FirstOrDefault(header =>
                string.Equals(header.Text("name"), "List-Unsubscribe", StringComparison.OrdinalIgnoreCase)
            )
            .Text("value");
}
