using System.Buffers;

namespace Newsletter.Dispatcher.Rendering.Mime;

/// <summary>
/// Writes headers as bytes. Every mail program shows the text unchanged: a text outside plain ASCII is encoded as a
/// whole (RFC 2047), and so is plain text that contains <c>=?</c>, which a mail program would decode.
/// </summary>
internal static class MailHeaders
{
    /// <summary>
    /// A longer word of plain text is encoded, because only encoded text can be folded within a word.
    /// </summary>
    private const int LongestWord = 60;

    /// <summary>RFC 5322 3.2.3: the characters of a name that needs no quotes.</summary>
    private static readonly SearchValues<char> AtomSigns = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-/=?^_`{|}~ "
    );

    /// <summary>
    /// Writes a header whose value the program makes itself, such as a date: ASCII, written as it is.
    /// </summary>
    public static void Plain(ByteWriter head, string name, string value)
    {
        var line = new HeaderLine(head, name);
        line.Word(value);
        line.End();
    }

    /// <summary>Writes a header of free text, such as the subject. Control characters become spaces.</summary>
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

    /// <summary>Writes a header with a name and an address (RFC 5322 3.4), or with the address alone.</summary>
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

    /// <summary>Writes the name of a list and its identifier (RFC 2919 section 3).</summary>
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
            var escaped = phrase
                .Replace("\\", "\\\\", StringComparison.Ordinal)
                .Replace("\"", "\\\"", StringComparison.Ordinal);
            line.Word($"\"{escaped}\"");
        }
        else
        {
            // A long name in quotes could not be folded, so it is encoded.
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
    /// True for words of printable ASCII with one space between them that a mail program would not decode.
    /// </summary>
    private static bool IsPlain(string text) =>
        !text.AsSpan().ContainsAnyExceptInRange(' ', '~')
        && !text.Contains("=?", StringComparison.Ordinal)
        && text.Split(' ').All(word => word.Length is > 0 and <= LongestWord);

    /// <summary>Replaces line breaks, so that none gets into a header.</summary>
    private static string Clean(string text) =>
        text.AsSpan().IndexOfAnyInRange('\0', '\x1F') < 0 && !text.Any(IsBreak)
            ? text
            : string.Concat(text.Select(c => char.IsControl(c) || IsBreak(c) ? ' ' : c));

    private static bool IsBreak(char c) => c is '\x7F' or '\x85' or '\u2028' or '\u2029';
}
