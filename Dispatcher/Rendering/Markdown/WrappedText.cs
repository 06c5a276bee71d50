using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Newsletter.Dispatcher.Rendering.Markdown;

/// <summary>
/// Breaks text into lines at spaces. A word longer than a line, such as a link, stays whole on its own line.
/// Tests: HtmlToTextTests.
/// </summary>
internal static partial class WrappedText
{
    /// <summary>
    /// A line break that the author wrote. Like the two other marks it is a private-use character, which is removed
    /// from the input.
    /// </summary>
    public const char LineBreak = '\uE002';

    private const char ProtectedBlank = '\uE000';
    private const char ProtectedNewline = '\uE001';

    /// <summary>Text of a page; the spaces within template code are protected from breaks.</summary>
    public static string Protect(string text) => Code.Replace(Clean(text), match => Unblank(match.Value));

    /// <summary>Text whose spaces all stay, without protection.</summary>
    public static string ProtectAll(string text) => Clean(text);

    /// <summary>An address, which must not be broken.</summary>
    public static string Unbroken(string text) => Unblank(Clean(text));

    /// <summary>Turns protected spaces and newlines back into normal ones.</summary>
    public static string Unprotect(string text) => text.Replace(ProtectedBlank, ' ').Replace(ProtectedNewline, '\n');

    /// <summary>Lines of at most <paramref name="width"/> characters; none for text of spaces only.</summary>
    public static List<string> Wrap(string text, int width)
    {
        var lines = new List<string>();
        foreach (var piece in text.Split(LineBreak))
        {
            var line = new StringBuilder();
            var length = 0;
            foreach (var word in piece.Split(Blanks, StringSplitOptions.RemoveEmptyEntries))
            {
                var wordLength = new StringInfo(word).LengthInTextElements;
                if (length > 0 && length + 1 + wordLength > width)
                {
                    lines.Add(line.ToString());
                    line.Clear();
                    length = 0;
                }

                line.Append(length > 0 ? " " : "").Append(word);
                length += wordLength + (length > 0 ? 1 : 0);
            }

            lines.Add(line.ToString());
        }

        while (lines is [.., ""])
        {
            lines.RemoveAt(lines.Count - 1);
        }

        return lines.Count > 0 && lines.All(line => line.Length == 0)
            ? []
            : [.. lines.SkipWhile(line => line.Length == 0)];
    }

    /// <summary>The characters that HTML treats as spaces; a no-break space is not one.</summary>
    private static readonly char[] Blanks = [' ', '\t', '\n', '\r', '\f'];

    private static string Clean(string text) => PrivateUse.Replace(text, "");

    private static string Unblank(string text) => text.Replace(' ', ProtectedBlank).Replace('\n', ProtectedNewline);

    [GeneratedRegex(@"\{\{.*?\}\}", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Code { get; }

    [GeneratedRegex("[\uE000-\uE002]", RegexOptions.CultureInvariant)]
    private static partial Regex PrivateUse { get; }
}
