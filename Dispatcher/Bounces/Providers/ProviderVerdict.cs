using Newsletter.Dispatcher.Bounces.Report;

namespace Newsletter.Dispatcher.Bounces.Providers;

/// <summary>
/// Puts a provider's own judgement and the words that it quotes together; pure. Words that excuse the address (full,
/// spam, policy, our server) win over a provider that takes it for dead; a provider that does not is always believed.
/// Tests: ProviderReaderTests.
/// </summary>
internal static class ProviderVerdict
{
    private const int MostWords = 2000;

    /// <param name="recipient">As the provider names it.</param>
    /// <param name="status">Enhanced status code where there is a field for it.</param>
    /// <param name="words">What the refusing system said.</param>
    /// <param name="told">The provider's own reason; <see cref="BounceReason.Unknown"/> where it has none.</param>
    /// <param name="isDead">The provider takes the address for dead.</param>
    public static BounceResult Of(string? recipient, string? status, string? words, BounceReason told, bool isDead)
    {
        var said = words ?? "";
        var failure = new RecipientStatus(
            ProviderAddress.Of(recipient),
            OriginalRecipient: null,
            Action: "failed",
            BounceStatus.OfField(status),
            said.Length > MostWords ? said[..MostWords] : said,
            Category: "",
            IsProgram: false
        );
        var judged = BounceJudge.Of(failure, notice: "", reportingMta: "");
        return (isDead, judged) switch
        {
            (true, { IsHard: true }) => judged,
            (
                true,
                { Reason: BounceReason.Unknown or BounceReason.Refused or BounceReason.Protocol or BounceReason.System }
            ) => judged with
            {
                Reason = BounceReason.UserUnknown,
                IsHard = true,
            },
            (true, _) => judged,
            (false, { IsHard: true }) => judged with
            {
                Reason = told is BounceReason.Unknown ? BounceReason.Refused : told,
                IsHard = false,
            },
            (false, { Reason: BounceReason.Unknown or BounceReason.Refused }) when told is not BounceReason.Unknown =>
                judged with
                {
                    Reason = told,
                },
            _ => judged,
        };
    }
}
