using System.Text.RegularExpressions;
using Newsletter.Dispatcher.Addresses;

namespace Newsletter.Dispatcher.Relays;

/// <summary>
/// Tells which answers are the same answer: what differs from one recipient to the next is taken out of them. Pure.
/// </summary>
internal static partial class AnswerKey
{
    /// <summary>Longest key: answers that are alike so far are the same answer.</summary>
    private const int MaxLength = 120;

    /// <summary>The part of a reply that two recipients have in common when a relay says the same to both.</summary>
    /// <param name="reply">Code, enhanced code and text on one line, untrusted.</param>
    /// <param name="email">The recipient's address, which may stand in the reply in parts.</param>
    /// <returns>
    /// The codes, then the words in lower case; addresses, names of hosts, numbers and queue ids are a sign each.
    /// </returns>
    public static string Of(string reply, string email)
    {
        var codes = Codes.Match(reply);
        var words = reply[codes.Length..];
        var domain = MailDomain.Of(email);
        if (email.Length - domain.Length > 1)
        {
            words = words.Replace(email, "@", StringComparison.OrdinalIgnoreCase);
            words = WithoutWord(words, email[..^(domain.Length + 1)]);
            words = WithoutWord(words, domain);
        }

        words = Bracketed.Replace(words, "#");
        words = Varying.Replace(words, "#");
        words = Spaces.Replace(words.ToLowerInvariant(), " ").Trim();
        var key = $"{Spaces.Replace(codes.Value, " ").Trim()} {words}".Trim();
        return key.Length > MaxLength ? key[..MaxLength] : key;
    }

    private static string WithoutWord(string text, string word)
    {
        for (var from = 0; (from = text.IndexOf(word, from, StringComparison.OrdinalIgnoreCase)) >= 0; from++)
        {
            var end = from + word.Length;
            var isWhole =
                (from == 0 || !char.IsLetterOrDigit(text[from - 1]))
                && (end == text.Length || !char.IsLetterOrDigit(text[end]));
            text = isWhole ? $"{text[..from]}@{text[end..]}" : text;
        }

        return text;
    }

    [GeneratedRegex(@"^\d{3}[ -]?(?:[245]\.\d{1,3}\.\d{1,3}(?![.\d]))?", RegexOptions.CultureInvariant)]
    private static partial Regex Codes { get; }

    [GeneratedRegex(@"<[^<>]*>|\[[^\[\]]*\]|\([^()]*\)|""[^""]*""|'[^']*'", RegexOptions.CultureInvariant)]
    private static partial Regex Bracketed { get; }

    /// <summary>
    /// Addresses, links, names of hosts, words with a digit, and long words with capitals in the middle.
    /// </summary>
    [GeneratedRegex(
        @"\S*@\S+|\bhttps?:\S+|\S*\d\S*|\b[\w-]+(?:\.[\w-]+)+\b|\b(?=\w*[a-z]\w*[A-Z])\w{10,}\b",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Varying { get; }

    [GeneratedRegex(@"[\s#]+", RegexOptions.CultureInvariant)]
    private static partial Regex Spaces { get; }
}
