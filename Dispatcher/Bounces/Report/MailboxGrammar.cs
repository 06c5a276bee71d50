using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Newsletter.Dispatcher.Bounces.Report;

/// <summary>
/// Reads what a sentence says about a mailbox from its parts, and not from a list of sentences: a noun (user, mailbox,
/// account) with a word that says that it is unknown, missing, full or switched off, in any order, in the languages of
/// <see cref="MailboxWords"/>. Pure.
/// </summary>
internal static partial class MailboxGrammar
{
    private const int MostWords = 1500;

    private static readonly ClauseReader Mailboxes = new(MailboxWords.Nouns);
    private static readonly ClauseReader Domains = new(MailboxWords.Domains);

    /// <summary>Behind "no mailbox" and "nobody": "by that name", "here".</summary>
    private static readonly string[] By =
    [
        "by",
        "with",
        "for",
        "here",
        "on",
        "at",
        "named",
        "called",
        "under",
        "like",
        "exists",
        "found",
        "matching",
        "of",
        "in",
    ];

    private static readonly string[] People =
    [
        "user",
        "mailbox",
        "account",
        "person",
        "addressee",
        "inbox",
        "subscriber",
        "customer",
        "one",
        "member",
        "recipient",
    ];

    /// <summary>The words of each clause of a text, without accents.</summary>
    public static IReadOnlyList<string[]> Clauses(string text)
    {
        var plain = Not.Replace(Fold(text), " not").Replace("cannot", "can not", StringComparison.Ordinal);
        var left = MostWords;
        var clauses = new List<string[]>();
        foreach (var clause in End.Split(plain))
        {
            string[] words = [.. Word.Matches(clause).Take(left).Select(match => match.Value)];
            left -= words.Length;
            if (words.Length > 0)
            {
                clauses.Add(words);
            }
        }

        return clauses;
    }

    /// <summary>True where a clause says that a mailbox or its owner is not there.</summary>
    public static bool SaysUnknown(IReadOnlyList<string[]> clauses) =>
        clauses.Any(words => IsMissing(Mailboxes, words) || SaysNobody(words));

    /// <summary>True where a clause says that there is no such domain, and does not speak of the sender.</summary>
    public static bool SaysNoDomain(IReadOnlyList<string[]> clauses) =>
        clauses.Any(words => !words.Any(MailboxWords.Ours.Contains) && IsMissing(Domains, words));

    /// <summary>True where a clause says that a mailbox is full.</summary>
    public static bool SaysFull(IReadOnlyList<string[]> clauses) =>
        clauses.Any(words => Mailboxes.Says(words, MailboxWords.IsFull));

    /// <summary>True where a clause says that a mailbox is switched off or locked.</summary>
    public static bool SaysOff(IReadOnlyList<string[]> clauses) =>
        clauses.Any(words => Mailboxes.Says(words, MailboxWords.IsOff));

    private static bool IsMissing(ClauseReader noun, string[] words) =>
        noun.SaysUnknown(words) || noun.Says(words, MailboxWords.IsAbsent) || noun.SaysNone(words);

    private static bool SaysNobody(string[] words)
    {
        for (var at = 0; at + 1 < words.Length; at++)
        {
            var behind =
                words[at] is "nobody" ? at + 1
                : words[at] is "no" && People.Contains(words[at + 1]) ? at + 2
                : words.Length;
            if (behind < words.Length && By.Contains(words[behind]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Lower case, without accents; letters that do not come apart are replaced.</summary>
    private static string Fold(string text)
    {
        // A lone UTF-16 surrogate cannot be normalized; as a rune it becomes U+FFFD.
        var whole = string.Concat(text.EnumerateRunes());
        var folded = new StringBuilder(whole.Length);
        foreach (var c in whole.ToLowerInvariant().Normalize(NormalizationForm.FormD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(c) is not UnicodeCategory.NonSpacingMark)
            {
                folded.Append(
                    c switch
                    {
                        'ł' => 'l',
                        'ı' => 'i',
                        'ø' => 'o',
                        '\u2019' => '\'',
                        _ => c,
                    }
                );
            }
        }

        return folded.ToString();
    }

    [GeneratedRegex(@"n't\b", RegexOptions.CultureInvariant)]
    private static partial Regex Not { get; }

    [GeneratedRegex(@"[.!?;|](?=\s|$)|\s[-–>]+\s|->|\n\s*\n", RegexOptions.CultureInvariant)]
    private static partial Regex End { get; }

    [GeneratedRegex(@"@|\p{L}[\p{L}\p{Nd}\-]*(?:'s\b)?", RegexOptions.CultureInvariant)]
    private static partial Regex Word { get; }
}
