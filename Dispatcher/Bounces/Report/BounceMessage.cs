using Newsletter.Dispatcher.Relays;

namespace Newsletter.Dispatcher.Bounces.Report;

/// <summary>
/// Reads a mail that came back: delivery status (RFC 3464), complaints (RFC 5965), the many bounces that follow no
/// standard, and what is no bounce at all. Pure; there is an answer for any bytes.
/// </summary>
internal static class BounceMessage
{
    /// <summary>
    /// Longest part of a mail that is read. The reason stands at its start; behind it is the message that came back.
    /// </summary>
    public const int MaxBytes = 1024 * 1024;

    private const int MaxUnsubscribe = 1000;
    private const int MaxSentTo = 10;

    private static readonly string[] SentToFields =
    [
        "Delivered-To",
        "X-Original-To",
        "X-Delivered-To",
        "Envelope-To",
        "X-Envelope-To",
        "To",
    ];

    public static BounceReport Read(ReadOnlySpan<byte> mail)
    {
        var parts = BounceMime.Read(mail[..Math.Min(mail.Length, MaxBytes)].ToArray());
        var (kind, results) = Sort(parts);
        return new()
        {
            Kind = kind,
            Results = results,
            OriginalMessageId = BounceAddress.MessageId(parts.Returned["Message-ID"]),
            OriginalListUnsubscribe = parts.Returned["List-Unsubscribe"] is { Length: <= MaxUnsubscribe } unsubscribe
                ? SmtpReply.Clean(unsubscribe)
                : null,
            SentTo = SentTo(parts.Head),
            MessageId = BounceAddress.MessageId(parts.Head["Message-ID"]),
            HasNullSender = BounceKindRule.HasNullSender(parts.Head),
            IsAutoSubmitted = BounceKindRule.IsAutoSubmitted(parts.Head),
            AsksToLeave = BounceKindRule.AsksToLeave(parts.Head["Subject"]),
            IsCut = mail.Length > MaxBytes,
        };
    }

    private static (BounceKind Kind, IReadOnlyList<BounceResult> Results) Sort(BounceParts parts)
    {
        if (parts.Feedback is not null || parts.Returned["X-HmXmrOriginalRecipient"] is not null)
        {
            return (BounceKind.Complaint, FeedbackReport.Read(parts.Feedback ?? new(), parts.Returned));
        }

        var (reportingMta, recipients) = BounceKindRule.IsStatusInPlace(parts)
            ? DeliveryStatus.Read(parts.Status.Count > 0 ? parts.Status : parts.Notice)
            : ("", []);
        if (recipients.Count > 0)
        {
            return OfStatus(parts, reportingMta, recipients);
        }

        if (ProviderNotice.IsFrom(parts.Head["From"]) && ProviderNotice.Read(parts.Notice) is { } provided)
        {
            return provided;
        }

        var kind = BounceKindRule.Of(parts);
        return kind is BounceKind.Bounce or BounceKind.Delayed
            ? OfWords(parts, kind, BounceNotice.Joined(parts.Notice))
            : (kind, []);
    }

    private static (BounceKind Kind, IReadOnlyList<BounceResult> Results) OfStatus(
        BounceParts parts,
        string reportingMta,
        IReadOnlyList<RecipientStatus> recipients
    )
    {
        var notice = BounceNotice.Joined(parts.Notice);
        var about = BounceNotice
            .Read(parts.Notice, Senders(parts))
            .ToDictionary(one => one.Recipient, one => one.Text, StringComparer.OrdinalIgnoreCase);
        string About(RecipientStatus failure) =>
            recipients.Count == 1
                ? notice
                : about.GetValueOrDefault(failure.Recipient ?? "")
                    ?? about.GetValueOrDefault(failure.OriginalRecipient ?? "")
                    ?? "";

        var failures = recipients.Where(one => one.Action is not ("delivered" or "relayed" or "expanded")).ToList();
        var kind =
            failures.Count == 0 ? BounceKind.Other
            : failures.All(one => one.Action is "delayed") ? BounceKind.Delayed
            : BounceKind.Bounce;
        return (kind, [.. failures.Select(failure => BounceJudge.Of(failure, About(failure), reportingMta))]);
    }

    private static (BounceKind Kind, IReadOnlyList<BounceResult> Results) OfWords(
        BounceParts parts,
        BounceKind kind,
        string notice
    )
    {
        IReadOnlyList<(string? Recipient, string Text)> about =
        [
            .. BounceNotice.Read(parts.Notice, Senders(parts)).Select(one => ((string?)one.Recipient, one.Text)),
        ];
        if (about.Count == 0)
        {
            about =
            [
                (
                    BounceAddress.Recipient(parts.Head["X-Failed-Recipients"])
                        ?? BounceAddress.First(parts.Returned["To"]),
                    notice
                ),
            ];
        }

        var isOwnVoice = LocalVoice.IsIn(notice);
        IReadOnlyList<BounceResult> results =
        [
            .. about.Select(one => BounceJudge.Of(one.Recipient, one.Text, isOwnVoice)),
        ];
        if (results.Any(one => one.Reason is not BounceReason.Unknown))
        {
            // Addresses that only stand by, such as a contact, tell nothing.
            results = [.. results.Where(one => one.Reason is not BounceReason.Unknown)];
        }

        return (kind, kind is BounceKind.Delayed ? [.. results.Select(one => one with { IsHard = false })] : results);
    }

    /// <summary>The envelope sender of the message that came back, to which this mail went.</summary>
    private static HashSet<string> Senders(BounceParts parts) =>
        new(
            SentTo(parts.Head)
                .Concat(
                    new[]
                    {
                        parts.Head["From"],
                        parts.Returned["From"],
                        parts.Returned["Return-Path"],
                        parts.Returned["Reply-To"],
                    }.SelectMany(field => BounceAddress.All(field ?? ""))
                ),
            StringComparer.OrdinalIgnoreCase
        );

    private static IReadOnlyList<string> SentTo(MailFields head) =>
        [
            .. SentToFields
                .SelectMany(name => BounceAddress.All(head[name] ?? ""))
                .Distinct(StringComparer.OrdinalIgnoreCase)
                .Take(MaxSentTo),
        ];
}
