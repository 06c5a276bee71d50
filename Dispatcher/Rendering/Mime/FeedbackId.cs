using System.Security.Cryptography;
using System.Text;

namespace Newsletter.Dispatcher.Rendering.Mime;

/// <summary>
/// The header by which Gmail's Postmaster Tools count complaints: <c>campaign:stream:list:sender</c>, with up to three
/// fields of our choice and a sender that never changes. Gmail counts it only when DKIM signs it.
/// </summary>
internal static class FeedbackId
{
    public const string Header = "Feedback-ID";

    /// <summary>The shortest sender that Gmail accepts.</summary>
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

    /// <summary>
    /// The domain's letters and digits; for a long domain its beginning and a hash, so that two senders never share a
    /// name.
    /// </summary>
    private static string Sender(string domain)
    {
        const int HashDigits = 6;
        var lower = domain.ToLowerInvariant();
        var plain = string.Concat(lower.Where(char.IsAsciiLetterOrDigit));
        return plain.Length > LongestSender
            ? plain[..(LongestSender - HashDigits)]
                + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(lower)))[..HashDigits]
            : plain.PadRight(ShortestSender, '0');
    }
}
