using Newsletter.Dispatcher.Relays;

namespace Newsletter.Dispatcher.Bounces.Report;

/// <summary>
/// Collects the evidence on one recipient, from its delivery status and from the words, and asks for the verdict.
/// Tests: BounceMessageTests.
/// </summary>
internal static class BounceJudge
{
    /// <summary>A recipient with a delivery status.</summary>
    /// <param name="notice">What the words say about this recipient; they count where the status tells nothing.</param>
    public static BounceResult Of(RecipientStatus failure, string notice, string reportingMta)
    {
        var reply = BounceReply.In(failure.Diagnostic);
        var wording = BounceWordings.Find(failure.Diagnostic);
        var status = MostSpecific(reply.Status, failure.Status);
        if (
            wording is null
            && (status is not { IsSpecific: true } || failure.Diagnostic.Length == 0)
            && notice.Length > 0
        )
        {
            var told = BounceReply.In(notice);
            wording = Words(told, notice);
            reply = reply.Code is null ? told : reply;
            status = MostSpecific(status, told.Status);
        }

        var rejection = ByProgram(notice, reportingMta);
        var evidence = new BounceEvidence(
            status,
            reply.Code,
            rejection.Wording ?? Category(failure.Category) ?? wording,
            SmtpStages.In($"{failure.Diagnostic}\n{notice}"),
            failure.IsProgram || rejection.IsProgram
        );
        var (reason, isHard) = BounceVerdict.Of(evidence);
        return new(
            failure.Recipient,
            status?.ToString(),
            failure.Diagnostic.Length > 0 ? SmtpReply.Clean(failure.Diagnostic) : reply.Text,
            reason,
            isHard && failure.Action is not ("delayed" or "delivered" or "relayed" or "expanded")
        );
    }

    /// <summary>A recipient of whom only words tell.</summary>
    /// <param name="isOwnVoice">The system that writes speaks of its own mailboxes wherever it quotes no other
    /// one.</param>
    public static BounceResult Of(string? recipient, string notice, bool isOwnVoice)
    {
        var reply = BounceReply.In(notice);
        var wording = Words(reply, notice);
        if (isOwnVoice && reply.Code is null && wording is { NeedsCode: false } && !LocalVoice.QuotesAnother(notice))
        {
            wording = wording with { IsOwnVoice = true };
        }

        var (reason, isHard) = BounceVerdict.Of(
            new(reply.Status, reply.Code, wording, SmtpStages.In(notice), IsProgram: false)
        );
        return new(recipient, reply.Status?.ToString(), reply.Text, reason, isHard);
    }

    /// <summary>PowerMTA has read the reply already, and knows more wordings than anybody.</summary>
    private static BounceWording? Category(string category) =>
        category switch
        {
            "bad-mailbox" => new(BounceReason.UserUnknown, IsOwnVoice: true),
            "bad-domain" => new(BounceReason.HostUnknown),
            "inactive-mailbox" => new(BounceReason.Suspended),
            "quota-issues" => new(BounceReason.MailboxFull),
            "spam-related" => new(BounceReason.Spam),
            "content-related" or "virus-related" => new(BounceReason.Content),
            "relaying-issues" => new(BounceReason.RelayDenied),
            _ => null,
        };

    /// <summary>
    /// The reply's words, unless those around it excuse the address: "the account is disabled: 550 user unknown".
    /// </summary>
    private static BounceWording? Words(BounceReply reply, string notice)
    {
        var around = BounceWordings.Find(notice);
        return reply.Code is null || around is { Reason: BounceReason.Suspended or BounceReason.MailboxFull }
            ? around
            : BounceWordings.Find(reply.Text) ?? around;
    }

    /// <summary>
    /// A delivery agent (Dovecot's "was automatically rejected") or a rule behind the mailbox (Amazon's receipt rules)
    /// took the message and then refused it: the mailbox exists, no matter which code the report has.
    /// </summary>
    private static (bool IsProgram, BounceWording? Wording) ByProgram(string notice, string reportingMta)
    {
        const string Agent = "was automatically rejected:";
        var at = notice.IndexOf(Agent, StringComparison.OrdinalIgnoreCase);
        return at >= 0
            ? (true, BounceWordings.Find(notice[(at + Agent.Length)..]))
            : (
                reportingMta.Contains("inbound-smtp.", StringComparison.OrdinalIgnoreCase)
                    && reportingMta.Contains(".amazonaws.com", StringComparison.OrdinalIgnoreCase),
                null
            );
    }

    private static BounceStatus? MostSpecific(BounceStatus? first, BounceStatus? second) =>
        first is { IsSpecific: true } || second is null ? first
        : second is { IsSpecific: true } ? second
        : first ?? second;
}
