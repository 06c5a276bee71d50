namespace Newsletter.Dispatcher.Rendering;

/// <summary>
/// The header by which Gmail's Postmaster Tools count complaints: <c>campaign:stream:list:sender</c>, up to three fields of
/// one's own and a sender that never changes. Only counted where DKIM signs it.
/// </summary>
internal static class FeedbackId
{
    public const string Header = "Feedback-ID";

    /// <summary>Shortest and longest sender that Gmail takes.</summary>
    private const int ShortestSender = 5;
    private const int LongestSender = 15;

    private const int LongestField = 40;

    /// <param name="campaign">An issue's slug, or the kind of a mail.</param>
    /// <param name="stream"><c>issue</c> or <c>mail</c>.</param>
    /// <param name="list">The newsletter's name in its List-Id.</param>
    /// <param name="domain">Domain of the sender's address.</param>
    public static string Of(string campaign, string stream, string list, string domain) =>
        $"{Field(campaign)}:{stream}:{Field(list)}:{Sender(domain)}";

    private static string Field(string text)
    {
        var plain = string.Concat(text.Where(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'));
        return plain.Length > LongestField ? plain[..LongestField] : plain;
    }

    private static string Sender(string domain)
    {
        var plain = string.Concat(domain.ToLowerInvariant().Where(char.IsAsciiLetterOrDigit));
        return plain.Length > LongestSender ? plain[..LongestSender] : plain.PadRight(ShortestSender, '0');
    }
}
