using System.Text;

namespace Newsletter.Dispatcher.Rendering.Mime;

/// <summary>
/// Encodes text as encoded-words of a header (RFC 2047), in UTF-8. Each word contains whole characters and fits a line;
/// pure.
/// Tests: ToHeaderTests.
/// </summary>
/// <remarks>
/// Only characters that RFC 2047 5(3) allows in a phrase are not encoded, so the words are valid in every header.
/// </remarks>
internal static class EncodedWords
{
    /// <summary>The longest line with an encoded-word (RFC 2047 section 2).</summary>
    public const int LongestLine = 76;

    private const string QStart = "=?utf-8?q?";
    private const string BStart = "=?utf-8?b?";
    private const string End = "?=";

    /// <param name="room">How many characters of its line the first word may take; each other word takes a line, after
    /// one space.</param>
    public static List<string> Of(string text, int room)
    {
        var isQ = IsShorterAsQ(text);
        var words = new List<string>();
        var bytes = new List<byte>();
        var most = Math.Min(room, LongestLine - 1) - QStart.Length - End.Length;
        Span<byte> one = stackalloc byte[4];
        foreach (var rune in text.EnumerateRunes())
        {
            var length = rune.EncodeToUtf8(one);
            if (bytes.Count > 0 && Cost(bytes, one[..length], isQ) > most)
            {
                words.Add(Word(bytes, isQ));
                bytes.Clear();
                most = LongestLine - 1 - QStart.Length - End.Length;
            }

            bytes.AddRange(one[..length]);
        }

        words.Add(Word(bytes, isQ));
        return words;
    }

    private static bool IsShorterAsQ(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return bytes.Sum(QLength) <= (bytes.Length + 2) / 3 * 4;
    }

    private static int Cost(List<byte> bytes, ReadOnlySpan<byte> more, bool isQ)
    {
        if (!isQ)
        {
            return (bytes.Count + more.Length + 2) / 3 * 4;
        }

        var cost = bytes.Sum(QLength);
        foreach (var value in more)
        {
            cost += QLength(value);
        }

        return cost;
    }

    private static string Word(List<byte> bytes, bool isQ) =>
        isQ ? $"{QStart}{string.Concat(bytes.Select(Q))}{End}" : $"{BStart}{Convert.ToBase64String([.. bytes])}{End}";

    private static int QLength(byte value) => value == ' ' || IsSafe(value) ? 1 : 3;

    private static string Q(byte value) =>
        value == ' ' ? "_"
        : IsSafe(value) ? $"{(char)value}"
        : $"={value:X2}";

    private static bool IsSafe(byte value) =>
        char.IsAsciiLetterOrDigit((char)value)
        || value is (byte)'!' or (byte)'*' or (byte)'+' or (byte)'-' or (byte)'/';
}
