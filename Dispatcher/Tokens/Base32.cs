namespace Newsletter.Dispatcher.Tokens;

/// <summary>
/// Base32 of RFC 4648 section 6, in lower case and without padding. It survives mail servers that change the case of
/// letters.
/// Tests: ReturnPathTests.
/// </summary>
internal static class Base32
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";

    public static string Encode(ReadOnlySpan<byte> bytes)
    {
        Span<char> text = stackalloc char[((bytes.Length * 8) + 4) / 5];
        var (at, buffer, bits) = (0, 0, 0);
        foreach (var octet in bytes)
        {
            buffer = ((buffer & 0x1f) << 8) | octet;
            for (bits += 8; bits >= 5; bits -= 5)
            {
                text[at++] = Alphabet[(buffer >> (bits - 5)) & 0x1f];
            }
        }

        if (bits > 0)
        {
            text[at++] = Alphabet[(buffer << (5 - bits)) & 0x1f];
        }

        return new string(text[..at]);
    }

    /// <summary>Decodes upper and lower case.</summary>
    /// <returns>Null when the text has another character, or when the unused bits of the last character are not
    /// zero.</returns>
    public static byte[]? Decode(ReadOnlySpan<char> text)
    {
        var bytes = new byte[text.Length * 5 / 8];
        var (at, buffer, bits) = (0, 0, 0);
        foreach (var character in text)
        {
            var value = Alphabet.IndexOf(char.ToLowerInvariant(character), StringComparison.Ordinal);
            if (value < 0 || !char.IsAscii(character))
            {
                return null;
            }

            buffer = ((buffer & 0x7f) << 5) | value;
            bits += 5;
            if (bits >= 8)
            {
                bits -= 8;
                bytes[at++] = (byte)(buffer >> bits);
            }
        }

        return bits < 5 && (buffer & ((1 << bits) - 1)) == 0 ? bytes : null;
    }
}
