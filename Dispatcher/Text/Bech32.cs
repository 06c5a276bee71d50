using System.Text;

namespace Newsletter.Dispatcher.Text;

/// <summary>
/// The text form of the keys of age (BIP 173): 32 octets with a checksum, so that a typing error is seen. Pure.
/// Tests: AgeTests.
/// </summary>
internal static class Bech32
{
    private const string Digits = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    private const int ChecksumLength = 6;
    private static readonly uint[] Generator = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];

    /// <summary>The text, in small letters.</summary>
    public static string Encode(string prefix, ReadOnlySpan<byte> octets)
    {
        var data = Regroup(octets.ToArray(), from: 8, to: 5, pads: true)!;
        var sum = Polymod([.. Expand(prefix), .. data, .. new byte[ChecksumLength]]) ^ 1;
        var text = new StringBuilder(prefix).Append('1');
        foreach (var digit in data)
        {
            text.Append(Digits[digit]);
        }

        for (var i = 0; i < ChecksumLength; i++)
        {
            text.Append(Digits[(int)((sum >> (5 * (5 - i))) & 31)]);
        }

        return text.ToString();
    }

    /// <param name="prefix">In small letters.</param>
    /// <param name="text">All in small letters, or all in capitals.</param>
    /// <returns>Null where the text has another prefix, or is damaged.</returns>
    public static byte[]? Decode(string prefix, string text)
    {
        var small = text.ToLowerInvariant();
        if (
            (text.Any(char.IsAsciiLetterLower) && text.Any(char.IsAsciiLetterUpper))
            || !small.StartsWith($"{prefix}1", StringComparison.Ordinal)
        )
        {
            return null;
        }

        var digits = small[(prefix.Length + 1)..].Select(c => Digits.IndexOf(c, StringComparison.Ordinal)).ToList();
        if (digits.Count < ChecksumLength || digits.Contains(-1))
        {
            return null;
        }

        byte[] data = [.. digits.Select(digit => (byte)digit)];
        return Polymod([.. Expand(prefix), .. data]) == 1
            ? Regroup(data[..^ChecksumLength], from: 5, to: 8, pads: false)
            : null;
    }

    private static IEnumerable<byte> Expand(string prefix) =>
        [.. prefix.Select(c => (byte)(c >> 5)), 0, .. prefix.Select(c => (byte)(c & 31))];

    private static uint Polymod(IEnumerable<byte> values)
    {
        var sum = 1u;
        foreach (var value in values)
        {
            var top = sum >> 25;
            sum = ((sum & 0x1ffffff) << 5) ^ value;
            for (var i = 0; i < Generator.Length; i++)
            {
                sum ^= ((top >> i) & 1) == 1 ? Generator[i] : 0;
            }
        }

        return sum;
    }

    /// <returns>Null where bits are left that are not zero.</returns>
    private static byte[]? Regroup(byte[] values, int from, int to, bool pads)
    {
        var (held, bits, result) = (0, 0, new List<byte>());
        foreach (var value in values)
        {
            held = ((held << from) | value) & 0xfff;
            for (bits += from; bits >= to; bits -= to)
            {
                result.Add((byte)((held >> (bits - to)) & ((1 << to) - 1)));
            }
        }

        if (pads && bits > 0)
        {
            result.Add((byte)((held << (to - bits)) & ((1 << to) - 1)));
        }

        return pads || (bits < from && (held & ((1 << bits) - 1)) == 0) ? [.. result] : null;
    }
}
