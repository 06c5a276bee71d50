using System.Security.Cryptography;
using Newsletter.Dispatcher.Addresses;

namespace Newsletter.Dispatcher.Tokens;

/// <summary>
/// Envelope senders, one for each message, so that a bounce names its delivery even where its text does not (VERP):
/// <c>bounces+TOKEN@example.com</c>. A token is base32, because mail servers may change the case of letters, and is
/// signed with 96 bits, so that nobody can forge a bounce.
/// </summary>
/// <param name="form">An address with <c>{token}</c> in it.</param>
internal sealed class ReturnPath(string form, IReadOnlyList<SigningKey> keys)
{
    /// <summary>The text in a form that the token replaces.</summary>
    public const string Placeholder = "{token}";

    private const int MacBytes = 12;

    /// <summary>Two numbers of at most ten octets each, and the signature.</summary>
    private const int MostBytes = 20 + MacBytes;

    private readonly string _before = form[..form.IndexOf(Placeholder, StringComparison.Ordinal)];
    private readonly string _after = form[(form.IndexOf(Placeholder, StringComparison.Ordinal) + Placeholder.Length)..];

    /// <summary>
    /// The longest address that a form can make, to check that its local part has at most 64 octets (RFC 5321
    /// 4.5.3.1.1).
    /// </summary>
    public static string Longest(string form) =>
        form.Replace(Placeholder, new string('a', ((MostBytes * 8) + 4) / 5), StringComparison.Ordinal);

    /// <summary>The envelope sender of a message.</summary>
    public string For(ReturnedMessage message)
    {
        Span<byte> token = stackalloc byte[MostBytes];
        var length = Write(token, ((ulong)message.Id << 1) | (message.IsMail ? 1UL : 0));
        length += Write(token[length..], (ulong)message.SubscriberId);
        Mac(keys[^1], token[..length], token.Slice(length, MacBytes));
        return $"{_before}{Base32.Encode(token[..(length + MacBytes)])}{_after}";
    }

    /// <summary>True for each address of this form, whatever its token: mail to it comes back to us.</summary>
    public bool Covers(EmailAddress address) =>
        address.Value.Length >= _before.Length + _after.Length
        && IsSame(address.Value[..^_after.Length][.._before.Length], _before)
        && IsSame(address.Value[^_after.Length..], _after);

    /// <summary>The message that an address names; null when we did not make the address.</summary>
    /// <param name="address">As it came back: in upper or lower case, and with another character for <c>+</c>, as some
    /// servers do.</param>
    public ReturnedMessage? Find(string address)
    {
        var length = address.Length - _before.Length - _after.Length;
        if (
            length is <= 0 or > ((MostBytes * 8) + 4) / 5
            || !IsSame(address[..^(length + _after.Length)], _before)
            || !IsSame(address[^_after.Length..], _after)
            || Base32.Decode(address.AsSpan(_before.Length, length)) is not { } token
            || token.Length <= MacBytes
        )
        {
            return null;
        }

        var signed = token.AsSpan(0, token.Length - MacBytes);
        var isOurs = false;
        Span<byte> mac = stackalloc byte[MacBytes];
        foreach (var key in keys)
        {
            Mac(key, signed, mac);
            isOurs |= CryptographicOperations.FixedTimeEquals(mac, token.AsSpan(token.Length - MacBytes));
        }

        return isOurs && Read(ref signed) is { } first && Read(ref signed) is { } second && signed.IsEmpty
            ? new((first & 1) == 1, (long)(first >> 1), (long)second)
            : null;
    }

    private static bool IsSame(string one, string other) =>
        one.Length == other.Length
        && one.Zip(other)
            .All(pair =>
                char.ToLowerInvariant(pair.First) == char.ToLowerInvariant(pair.Second)
                || (pair.Second == '+' && pair.First is '-' or '=' or '_')
            );

    /// <summary>
    /// Writes a variable-length number: seven bits an octet; the highest bit says that more octets follow.
    /// </summary>
    private static int Write(Span<byte> target, ulong number)
    {
        var at = 0;
        for (; number >= 0x80; number >>= 7)
        {
            target[at++] = (byte)(number | 0x80);
        }

        target[at++] = (byte)number;
        return at;
    }

    private static ulong? Read(ref Span<byte> source)
    {
        var number = 0UL;
        for (var at = 0; at < source.Length && at < 10; at++)
        {
            number |= (ulong)(source[at] & 0x7f) << (7 * at);
            if ((source[at] & 0x80) == 0)
            {
                source = source[(at + 1)..];
                return number;
            }
        }

        return null;
    }

    private static void Mac(SigningKey key, ReadOnlySpan<byte> signed, Span<byte> mac)
    {
        // The prefix separates this use of the key: no other text that the key signs is a valid return path.
        Span<byte> text = stackalloc byte[MostBytes + 7];
        "return."u8.CopyTo(text);
        signed.CopyTo(text[7..]);
        Span<byte> whole = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key.Secret, text[..(7 + signed.Length)], whole);
        whole[..MacBytes].CopyTo(mac);
    }
}
