using System.Text;

namespace Newsletter.Dispatcher.Rendering.Mime;

/// <summary>
/// Encodes text for transport: UTF-8, CRLF, quoted-printable (RFC 2045 6.7), so that no bare CR and no long line is
/// ever sent.
/// </summary>
/// <remarks>
/// A text may be encoded in pieces. A piece that ends within a line ends in a soft break, so that the next one always
/// begins in column 0, and each piece can be encoded without the other. A dot at the beginning of a line is encoded,
/// too, so that no transport has to double it (RFC 5321 4.5.2).
/// </remarks>
internal static class QuotedPrintable
{
    /// <summary>
    /// The longest encoded line is 76 (RFC 2045 6.7 rule 5); one of these characters is the <c>=</c> of a soft break.
    /// </summary>
    private const int LineLength = 75;

    /// <summary>Encodes a whole text.</summary>
    public static byte[] Encode(string text)
    {
        using var output = new ByteWriter(64);
        Write(output, text, isLast: true);
        return output.ToArray();
    }

    /// <summary>
    /// Encodes a piece of a text. All kinds of line ends become CRLF, as for <see cref="string.ReplaceLineEndings()"/>.
    /// </summary>
    /// <param name="isLast">True for the last piece: it ends without a soft break, and a space at its end is
    /// encoded.</param>
    public static void Write(ByteWriter output, ReadOnlySpan<char> text, bool isLast)
    {
        // Each byte takes three at most, and each full line three more.
        var bytes = 3 * Encoding.UTF8.GetByteCount(text);
        var room = output.Room(bytes + (bytes / (LineLength - 2) * 3) + 6);
        var (at, column) = (0, 0);
        Span<byte> utf8 = stackalloc byte[4];
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (IsLineEnd(c))
            {
                i += c == '\r' && i + 1 < text.Length && text[i + 1] == '\n' ? 1 : 0;
                "\r\n"u8.CopyTo(room[at..]);
                (at, column) = (at + 2, 0);
            }
            else if (IsPlain(c) || (c is ' ' or '\t' && !(i + 1 < text.Length ? IsLineEnd(text[i + 1]) : isLast)))
            {
                Break(room, 1);
                if (c == '.' && column == 0)
                {
                    "=2E"u8.CopyTo(room[at..]);
                    (at, column) = (at + 3, 3);
                    continue;
                }

                room[at++] = (byte)c;
                column++;
            }
            else
            {
                Rune.DecodeFromUtf16(text[i..], out var rune, out var length);
                i += length - 1;
                foreach (var octet in utf8[..rune.EncodeToUtf8(utf8)])
                {
                    Break(room, 3);
                    room[at] = (byte)'=';
                    room[at + 1] = Hex(octet >> 4);
                    room[at + 2] = Hex(octet & 15);
                    (at, column) = (at + 3, column + 3);
                }
            }
        }

        if (column > 0 && !isLast)
        {
            "=\r\n"u8.CopyTo(room[at..]);
            at += 3;
        }

        output.Advance(at);

        void Break(Span<byte> space, int width)
        {
            if (column + width > LineLength)
            {
                "=\r\n"u8.CopyTo(space[at..]);
                (at, column) = (at + 3, 0);
            }
        }
    }

    private static bool IsPlain(char c) => c is > ' ' and <= '~' and not '=';

    private static bool IsLineEnd(char c) => c is '\n' or '\r' or '\f' or '\u0085' or '\u2028' or '\u2029';

    private static byte Hex(int digit) => (byte)(digit < 10 ? '0' + digit : 'A' + digit - 10);
}
