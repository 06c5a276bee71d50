using System.Globalization;
using System.Text.RegularExpressions;

namespace Newsletter.Dispatcher.Rendering.Markdown;

/// <summary>
/// An address in the text without brackets, such as <c>https://example.org/x</c> or <c>www.example.org</c>; pure.
/// Tests: IssueBodyTests.
/// </summary>
/// <param name="Length">How many characters of the text it takes.</param>
/// <param name="Text">The address as people see it.</param>
/// <param name="Url">The target of the link.</param>
internal sealed partial record BareAddress(int Length, string Text, string Url)
{
    /// <summary>The most characters of an address; the rest of a longer one is text.</summary>
    public const int Longest = 2_000;

    /// <summary>The address that begins at a position of a text; null when none begins there.</summary>
    /// <param name="end">The end of the text, or the position of something that cannot be part of an address.</param>
    public static BareAddress? At(string text, int start, int end)
    {
        var rest = text.AsSpan(start, Math.Min(end - start, Longest));
        var isWww = rest.StartsWith("www.", StringComparison.OrdinalIgnoreCase);
        if (
            !isWww
            && !rest.StartsWith("https://", StringComparison.OrdinalIgnoreCase)
            && !rest.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
        )
        {
            return null;
        }

        if (start > 0 && !MayFollow(text[start - 1], isWww))
        {
            return null;
        }

        var length = EndOfSentence(rest[..EndOf(rest)]);
        var found = rest[..length].ToString();
        var shown = found.Replace("&amp;", "&", StringComparison.OrdinalIgnoreCase);
        return (isWww ? WwwHost : WebHost).IsMatch(found)
            ? new(length, shown, isWww ? $"https://{shown}" : shown)
            : null;
    }

    /// <summary>
    /// True when an address may begin after a character. A www in the middle of a word or of another address does not
    /// begin one.
    /// </summary>
    private static bool MayFollow(char before, bool isWww) =>
        isWww
            ? !char.IsLetterOrDigit(before) && before is not ('.' or '-' or '/' or '@' or ':' or '\\')
            : !char.IsAsciiLetterOrDigit(before) && before is not ('+' or '/' or '@' or '\\');

    /// <summary>
    /// The length of the text up to a character that no address contains, or to a bracket that the address did not
    /// open.
    /// </summary>
    private static int EndOf(ReadOnlySpan<char> text)
    {
        var open = new Stack<char>();
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (!IsOfAddress(c) || (c == '[' && i + 1 < text.Length && text[i + 1] == '^'))
            {
                return i;
            }

            if (c is '(' or '[')
            {
                open.Push(c == '(' ? ')' : ']');
            }
            else if (c is ')' or ']' && !(open.TryPop(out var wanted) && wanted == c))
            {
                return i;
            }
        }

        return text.Length;
    }

    private static bool IsOfAddress(char c) =>
        char.IsAscii(c)
            ? c > ' ' && c is not ('<' or '>' or '"' or '`' or '|' or '\\' or '^' or '{' or '}' or '\x7F')
            : char.GetUnicodeCategory(c)
                is UnicodeCategory.UppercaseLetter
                    or UnicodeCategory.LowercaseLetter
                    or UnicodeCategory.TitlecaseLetter
                    or UnicodeCategory.ModifierLetter
                    or UnicodeCategory.OtherLetter
                    or UnicodeCategory.NonSpacingMark
                    or UnicodeCategory.SpacingCombiningMark
                    or UnicodeCategory.DecimalDigitNumber
                    or UnicodeCategory.Surrogate;

    /// <summary>
    /// Cuts off what belongs to the sentence: full stops, quotes, emphasis that ends after the address.
    /// </summary>
    private static int EndOfSentence(ReadOnlySpan<char> address)
    {
        while (true)
        {
            var before = address.Length;
            if (Entity.EnumerateMatches(address) is var entities && entities.MoveNext())
            {
                address = address[..entities.Current.Index];
            }

            address = address.TrimEnd(".,;:!?'_~");

            // A star is part of the address when the address contains the star that it closes.
            var stars = address.Length - address.TrimEnd('*').Length;
            if (stars > 0 && address[..^stars].Count('*') != stars)
            {
                address = address[..^stars];
            }

            if (address.Length > 0 && address[^1] is '(' or '[')
            {
                address = address[..^1];
            }

            if (address.Length == before)
            {
                return before;
            }
        }
    }

    [GeneratedRegex(@"\A[A-Za-z]+://[^/?#\s]*[\p{L}\p{N}\]](?::[0-9]+)?(?:[/?#]|\z)", RegexOptions.CultureInvariant)]
    private static partial Regex WebHost { get; }

    [GeneratedRegex(
        @"\Awww(?:\.[\p{L}\p{N}\p{M}-]+){2,}(?::[0-9]+)?(?:[/?#]|\z)",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    )]
    private static partial Regex WwwHost { get; }

    [GeneratedRegex(@"&[A-Za-z][A-Za-z0-9]{1,30};\z", RegexOptions.CultureInvariant)]
    private static partial Regex Entity { get; }
}
