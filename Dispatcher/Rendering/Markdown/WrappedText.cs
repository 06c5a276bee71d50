using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Newsletter.Dispatcher.Rendering.Markdown;

/// <summary>
/// Breaks text into lines at blanks. A word longer than a line, such as a link, stays whole on a line of its own.
/// </summary>
internal static partial class WrappedText
{
    /// <summary>
    /// A break that the author wants. Like the other two a private-use sign, taken out of what comes in.
    /// </summary>
    public const char LineBreak = '\uE002';

    private const char ProtectedBlank = '\uE000';
    private const char ProtectedNewline = '\uE001';

    /// <summary>Text of a page, the blanks within template code made unbreakable.</summary>
    public static string Protect(string text) => Code.Replace(Clean(text), match => Unblank(match.Value));

    /// <summary>The same for text whose every blank stays.</summary>
    public static string ProtectAll(string text) => Clean(text);

    /// <summary>An address: nothing in it may be broken.</summary>
    public static string Unbroken(string text) => Unblank(Clean(text));

    /// <summary>The protected blanks as themselves again.</summary>
    public static string Unprotect(string text) => text.Replace(ProtectedBlank, ' ').Replace(ProtectedNewline, '\n');

    /// <summary>Lines of at most <paramref name="width"/> characters; none for text of blanks only.</summary>
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

    /// <summary>What HTML takes for blanks; a no-break space is none.</summary>
    private static readonly char[] Blanks = [' ', '\t', '\n', '\r', '\f'];

    private static string Clean(string text) => PrivateUse.Replace(text, "");

    private static string Unblank(string text) => text.Replace(' ', ProtectedBlank).Replace('\n', ProtectedNewline);

    [GeneratedRegex(@"\{\{.*?\}\}", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Code { get; }

    [GeneratedRegex("[\uE000-\uE002]", RegexOptions.CultureInvariant)]
    private static partial Regex PrivateUse { get; }
}
