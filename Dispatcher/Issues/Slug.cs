using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Newsletter.Dispatcher.Issues;

/// <summary>
/// The name of an issue in file names and addresses: ASCII letters, digits, dash, underscore and dot.
/// </summary>
internal static partial class Slug
{
    /// <summary>The longest slug, in characters; with <c>.md</c> it fits every file system.</summary>
    public const int MaxLength = 100;

    /// <summary>Letters that Unicode normalization does not split into a base letter and a mark.</summary>
    private static readonly Dictionary<char, string> Spelled = new()
    {
        ['ß'] = "ss",
        ['æ'] = "ae",
        ['œ'] = "oe",
        ['ø'] = "o",
        ['ł'] = "l",
        ['đ'] = "d",
        ['ð'] = "d",
        ['þ'] = "th",
        ['ı'] = "i",
    };

    public static bool IsValid(string slug) => slug.Length <= MaxLength && Pattern.IsMatch(slug);

    /// <summary>
    /// Makes a slug of a title: <c>Größe zählt!</c> becomes <c>grosse-zahlt</c>; <c>issue</c> when no letter is left.
    /// </summary>
    public static string From(string title)
    {
        var ascii = new StringBuilder();
        foreach (var c in WithoutLoneSurrogates(title).ToLowerInvariant().Normalize(NormalizationForm.FormD))
        {
            if (Spelled.TryGetValue(c, out var spelled))
            {
                ascii.Append(spelled);
            }
            else if (
                CharUnicodeInfo.GetUnicodeCategory(c) is not UnicodeCategory.NonSpacingMark
                && c is not ('\'' or '’')
            )
            {
                ascii.Append(char.IsAsciiLetterOrDigit(c) || c is '_' or '.' ? c : '-');
            }
        }

        var slug = Dashes.Replace(ascii.ToString(), "-").Trim('-', '.', '_');
        slug = slug[..Math.Min(slug.Length, MaxLength - "2026-11-24-".Length)].TrimEnd('-', '.', '_');
        return slug.Length > 0 ? slug : "issue";
    }

    /// <summary>Normalize throws on a lone UTF-16 surrogate, which a command line can contain.</summary>
    private static string WithoutLoneSurrogates(string text) =>
        string.Concat(text.EnumerateRunes().Where(rune => rune != Rune.ReplacementChar));

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9_.-]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern { get; }

    [GeneratedRegex("-{2,}", RegexOptions.CultureInvariant)]
    private static partial Regex Dashes { get; }
}
