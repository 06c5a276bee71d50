namespace Newsletter.Dispatcher.Bounces.Report;

/// <summary>
/// Reads the feedback report of RFC 5965, also with its recipients hidden.
/// Tests: BounceMessageTests.
/// </summary>
internal static class FeedbackReport
{
    public static IReadOnlyList<BounceResult> Read(MailFields feedback, MailFields returned)
    {
        var recipient =
            BounceAddress.Recipient(feedback["Original-Rcpt-To"])
            ?? BounceAddress.First(feedback["Removal-Recipient"])
            ?? BounceAddress.First(returned["X-HmXmrOriginalRecipient"])
            ?? BounceAddress.First(returned["To"]);
        var reason = (feedback["Feedback-Type"] ?? "abuse").Trim().ToLowerInvariant() switch
        {
            "auth-failure" or "dkim" => BounceReason.Authentication,
            "virus" => BounceReason.Content,
            "not-spam" => BounceReason.Unknown,
            _ => BounceReason.Complaint,
        };
        return [new(recipient, Status: null, Reply: "", reason, IsHard: false)];
    }
}
