using System.Globalization;
using System.Text;
using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Archive;

/// <summary>
/// Text as it is compared in a search: without case and accents, so that "uber" finds "Über".
/// Tests: PublicationTests.
/// </summary>
internal static class SearchText
{
    /// <inheritdoc cref="Folded.Of"/>
    public static string Fold(string text) => Folded.Of(text);

    /// <summary>The words of a text, in their order: letters, digits, and the marks above them.</summary>
    /// <remarks>Chinese and Japanese have no blanks between words, so each of their signs is a word.</remarks>
    public static IReadOnlyList<SearchWord> Words(string text)
    {
        var words = new List<SearchWord>();
        var start = -1;
        for (var i = 0; i < text.Length; )
        {
            _ = Rune.DecodeFromUtf16(text.AsSpan(i), out var rune, out var length);
            var isAlone = IsEastAsian(rune);
            if (start >= 0 && (isAlone || !IsOfWord(rune)))
            {
                Add(start, i);
                start = -1;
            }

            if (isAlone)
            {
                Add(i, i + length);
            }
            else if (start < 0 && IsOfWord(rune))
            {
                start = i;
            }

            i += length;
        }

        if (start >= 0)
        {
            Add(start, text.Length);
        }

        return words;

        void Add(int from, int to)
        {
            if (Fold(text[from..to]) is { Length: > 0 } folded)
            {
                words.Add(new(from, to - from, folded));
            }
        }
    }

    /// <summary>As it stands in the index: the words alone.</summary>
    public static string ForIndex(string? text) =>
        text is null ? "" : string.Join(' ', Words(text).Select(word => word.Folded));

    /// <summary>Without control characters, and with a sign for each half of a character.</summary>
    public static string Printable(string text) =>
        string.Concat(Folded.Whole(text).Select(c => char.IsControl(c) ? ' ' : c));

    private static bool IsOfWord(Rune rune) =>
        rune != Rune.ReplacementChar
        && (
            Rune.IsLetterOrDigit(rune)
            || Rune.GetUnicodeCategory(rune)
                is UnicodeCategory.NonSpacingMark
                    or UnicodeCategory.SpacingCombiningMark
                    or UnicodeCategory.LetterNumber
                    or UnicodeCategory.OtherNumber
        );

    private static bool IsEastAsian(Rune rune) =>
        Rune.IsLetter(rune)
        && rune.Value is (>= 0x3041 and <= 0x30FF) or (>= 0x3400 and <= 0x9FFF) or (>= 0x20000 and <= 0x323AF);
}
