using System.Buffers;

namespace Newsletter.Dispatcher.Rendering.Mime;

/// <summary>
/// Headers as bytes. Text comes out of every mail program as it was put in: what is not plain ASCII is encoded as a
/// whole (RFC 2047), and so is plain text that holds <c>=?</c>, which a mail program would take for encoded text.
/// </summary>
internal static class MailHeaders
{
    /// <summary>
    /// A longer word of plain text is encoded, because only encoded text can be folded within a word.
    /// </summary>
    private const int LongestWord = 60;

    /// <summary>RFC 5322 3.2.3: signs of a name that needs no quotes.</summary>
    private static readonly SearchValues<char> AtomSigns = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-/=?^_`{|}~ "
    );

    /// <summary>A header whose value the program makes itself, such as a date: ASCII, and written as it is.</summary>
    public static void Plain(ByteWriter head, string name, string value)
    {
        var line = new HeaderLine(head, name);
        line.Word(value);
        line.End();
    }

    /// <summary>A header of free text, such as the subject. Control characters become blanks.</summary>
    public static void Text(ByteWriter head, string name, string text)
    {
        var line = new HeaderLine(head, name);
        var clean = Clean(text);
        if (IsPlain(clean))
        {
            foreach (var word in clean.Split(' '))
            {
                line.Word(word);
            }
        }
        else
        {
            Encode(line, clean);
        }

        line.End();
    }

    /// <summary>A header with a name and an address (RFC 5322 3.4), or with the address alone.</summary>
    /// <param name="phrase">The name that people see; null or empty for none.</param>
    /// <param name="address">ASCII, without brackets.</param>
    public static void Mailbox(ByteWriter head, string name, string? phrase, string address)
    {
        var clean = Clean(phrase ?? "");
        if (clean.Length == 0)
        {
            Plain(head, name, address);
        }
        else
        {
            Named(head, name, clean, address, isAtomQuoted: false);
        }
    }

    /// <summary>The name of a list and its identifier (RFC 2919 3).</summary>
    public static void ListId(ByteWriter head, string list, string id) =>
        Named(head, "List-Id", Clean(list), id, isAtomQuoted: true);

    private static void Named(ByteWriter head, string name, string phrase, string inBrackets, bool isAtomQuoted)
    {
        var line = new HeaderLine(head, name);
        if (!IsPlain(phrase))
        {
            Encode(line, phrase);
        }
        else if (!isAtomQuoted && !phrase.AsSpan().ContainsAnyExcept(AtomSigns))
        {
            foreach (var word in phrase.Split(' '))
            {
                line.Word(word);
            }
        }
        else if (phrase.Length <= LongestWord)
        {
            line.Word(
                $"\"{phrase.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\""
            );
        }
        else
        {
            // A long name in quotes could not be folded.
            Encode(line, phrase);
        }

        line.Word($"<{inBrackets}>");
        line.End();
    }

    private static void Encode(HeaderLine line, string text)
    {
        foreach (var word in EncodedWords.Of(text, EncodedWords.LongestLine - line.Column - 1))
        {
            line.Word(word, EncodedWords.LongestLine);
        }
    }

    /// <summary>
    /// Words of printable ASCII with one blank between them, none of which can be taken for encoded text.
    /// </summary>
    private static bool IsPlain(string text) =>
        !text.AsSpan().ContainsAnyExceptInRange(' ', '~')
        && !text.Contains("=?", StringComparison.Ordinal)
        && text.Split(' ').All(word => word.Length is > 0 and <= LongestWord);

    /// <summary>No line break can get into a header.</summary>
    private static string Clean(string text) =>
        text.AsSpan().IndexOfAnyInRange('\0', '\x1F') < 0 && !text.Any(IsBreak)
            ? text
            : string.Concat(text.Select(c => char.IsControl(c) || IsBreak(c) ? ' ' : c));

    private static bool IsBreak(char c) => c is '\x7F' or '\x85' or '\u2028' or '\u2029';
}
