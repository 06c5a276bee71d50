using System.Buffers.Binary;
using System.Security.Cryptography;
using Newsletter.Dispatcher.Addresses;

namespace Newsletter.Dispatcher.Tokens;

/// <summary>
/// Envelope senders, one for each message, so that a bounce names its delivery even where its text does not (VERP):
/// <c>bounces+TOKEN@example.com</c>. A token is base32, because mail servers may change the case of letters, and is
/// signed with 96 bits, so that nobody can invent a bounce. Its numbers are hidden (<see cref="Keystream"/>): who sees
/// an envelope sender does not learn how long the list is.
/// </summary>
/// <remarks>
/// Bounces of mails from before that, whose numbers stood there as they are, still find their message.
/// </remarks>
/// <param name="form">An address with <c>{token}</c> in it.</param>
internal sealed class ReturnPath(string form, IReadOnlyList<SigningKey> keys)
{
    /// <summary>The text in a form that the token replaces.</summary>
    public const string Placeholder = "{token}";

    private const int MacBytes = 12;

    /// <summary>Two numbers of eight octets each.</summary>
    private const int NumberBytes = 16;

    /// <summary>The numbers of the first format took up to ten octets each, and the signature comes on top.</summary>
    private const int MostBytes = 20 + MacBytes;

    private const string StreamLabel = "numbers.r.";

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
        Span<byte> token = stackalloc byte[NumberBytes + MacBytes];
        var numbers = token[..NumberBytes];
        var mac = token[NumberBytes..];
        BinaryPrimitives.WriteUInt64BigEndian(numbers, ((ulong)message.Id << 1) | (message.IsMail ? 1UL : 0));
        BinaryPrimitives.WriteUInt64BigEndian(numbers[8..], (ulong)message.SubscriberId);
        Mac(keys[^1], "return2."u8, numbers, mac);
        Keystream.Apply(keys[^1], StreamLabel, mac, numbers);
        return $"{_before}{Base32.Encode(token)}{_after}";
    }

    /// <summary>
    /// True for every address that looks like one of these, with any token: mail to it comes back to us.
    /// </summary>
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

        return
            token.Length == NumberBytes + MacBytes
            && keys.Select(key => Named(key, token)).FirstOrDefault(message => message is not null) is { } named
            ? named
            : NamedInFirstFormat(token);
    }

    /// <summary>The message that a token names, if this key signed it.</summary>
    private static ReturnedMessage? Named(SigningKey key, ReadOnlySpan<byte> token)
    {
        Span<byte> numbers = stackalloc byte[NumberBytes];
        Span<byte> mac = stackalloc byte[MacBytes];
        token[..NumberBytes].CopyTo(numbers);
        Keystream.Apply(key, StreamLabel, token[NumberBytes..], numbers);
        Mac(key, "return2."u8, numbers, mac);
        if (!CryptographicOperations.FixedTimeEquals(mac, token[NumberBytes..]))
        {
            return null;
        }

        var first = BinaryPrimitives.ReadUInt64BigEndian(numbers);
        return new((first & 1) == 1, (long)(first >> 1), (long)BinaryPrimitives.ReadUInt64BigEndian(numbers[8..]));
    }

    private ReturnedMessage? NamedInFirstFormat(byte[] token)
    {
        ReadOnlySpan<byte> signed = token.AsSpan(0, token.Length - MacBytes);
        var isOurs = false;
        Span<byte> mac = stackalloc byte[MacBytes];
        foreach (var key in keys)
        {
            Mac(key, "return."u8, signed, mac);
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

    /// <summary>Seven bits an octet, the highest bit says that more follow.</summary>
    private static ulong? Read(ref ReadOnlySpan<byte> source)
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

    /// <param name="format">A prefix of its own, so that no other text that the key signs is one of these.</param>
    private static void Mac(SigningKey key, ReadOnlySpan<byte> format, ReadOnlySpan<byte> signed, Span<byte> mac)
    {
        Span<byte> text = stackalloc byte[MostBytes + 8];
        format.CopyTo(text);
        signed.CopyTo(text[format.Length..]);
        Span<byte> whole = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key.Secret, text[..(format.Length + signed.Length)], whole);
        whole[..MacBytes].CopyTo(mac);
    }
}
