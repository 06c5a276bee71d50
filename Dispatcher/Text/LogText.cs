using System.Globalization;
using System.Text;

namespace Newsletter.Dispatcher.Text;

/// <summary>
/// Text for a log line: a stranger may have written it, so it must not look like another line; pure.
/// Tests: LogLinesTests.
/// </summary>
internal static class LogText
{
    /// <summary>Characters of a stranger's text that a line holds at most.</summary>
    public const int Longest = 200;

    /// <summary>The beginning of a text, with a sign that something is left out.</summary>
    public static string Clip(string text) => text.Length <= Longest ? text : text[..(Longest - 1)] + "…";

    /// <summary>
    /// The text with escapes such as <c>\u001b</c> in place of what a terminal obeys or a reader cannot see: control
    /// characters, changes of the writing direction, and halves of a UTF-16 pair. A line break becomes a space.
    /// </summary>
    public static string Clean(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return text;
        }

        var clean = new StringBuilder(text.Length + 16);
        for (var at = 0; at < text.Length; )
        {
            var isWhole = Rune.TryGetRuneAt(text, at, out var rune);
            var part = text.AsSpan(at, isWhole ? rune.Utf16SequenceLength : 1);
            at += part.Length;
            if (part is "\n" or "\r" or "\t")
            {
                clean.Append(' ');
            }
            else if (isWhole && !IsHidden(rune))
            {
                clean.Append(part);
            }
            else
            {
                foreach (var unit in part)
                {
                    clean.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}");
                }
            }
        }

        return clean.ToString();
    }

    private static bool IsHidden(Rune rune) =>
        Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator
                or UnicodeCategory.OtherNotAssigned;
}
