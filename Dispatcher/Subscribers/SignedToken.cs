using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Newsletter.Dispatcher.Subscribers;

/// <summary>What a link in a mail may be used for. The letter is part of what is signed, so one never serves as another.</summary>
internal enum TokenPurpose
{
    Unsubscribe = 'u',
    Manage = 'm',
}

/// <summary>
/// Signs and checks the tokens of links in mails: <c>1.KID.PURPOSE.SUBSCRIBER.MAC</c>, HMAC-SHA-256 cut to 128 bits.
/// Short, so that a List-Unsubscribe line stays far below 998 octets, and without expiry: a mail of last year still
/// unsubscribes.
/// </summary>
internal sealed class SignedToken(IReadOnlyList<SigningKey> keys)
{
    private const int MacBytes = 16;
    private const int LongestToken = 100;

    /// <summary>A token for one subscriber and one purpose, signed with the newest key; only <c>A-Z a-z 0-9 . _ -</c>.</summary>
    public string Sign(TokenPurpose purpose, long subscriberId)
    {
        var key = keys[^1];
        Span<char> token = stackalloc char[LongestToken];
        if (!token.TryWrite(CultureInfo.InvariantCulture, $"1.{key.Id}.{(char)purpose}.{subscriberId}", out var length)
            || length + 1 + Base64Url.GetEncodedLength(MacBytes) > LongestToken)
        {
            throw new InvalidOperationException($"the key {key.Id} has too long a name for a token");
        }

        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Mac(key, token[..length], mac);
        token[length++] = '.';
        length += Base64Url.EncodeToChars(mac[..MacBytes], token[length..]);
        return new string(token[..length]);
    }

    /// <summary>The subscriber that a token names, or null for anything that we did not sign for this purpose.</summary>
    public long? Verify(TokenPurpose purpose, string token)
    {
        if (token.Length > LongestToken || token.LastIndexOf('.') is var dot && dot < 0)
        {
            return null;
        }

        var text = token[..dot];
        var parts = text.Split('.');
        var key = parts.Length == 4 ? keys.FirstOrDefault(key => key.Id == parts[1]) : null;
        Span<byte> mac = stackalloc byte[MacBytes];
        Span<byte> ours = stackalloc byte[HMACSHA256.HashSizeInBytes];
        if (key is null || token.Length - dot - 1 != 22
            || Base64Url.DecodeFromChars(token.AsSpan(dot + 1), mac, out _, out var length) is not OperationStatus.Done || length != MacBytes
            || !Mac(key, text, ours)
            || !CryptographicOperations.FixedTimeEquals(mac, ours[..MacBytes])
            || parts[0] != "1" || parts[2] != ((char)purpose).ToString())
        {
            return null;
        }

        return long.TryParse(parts[3], NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;
    }

    /// <summary>
    /// A name for one delivery that is always the same and that nobody else can guess, for its Message-ID. Made with the
    /// oldest key, so that a new key changes no message that is under way.
    /// </summary>
    public string DeliveryName(long dispatchId, long subscriberId)
    {
        Span<char> text = stackalloc char[64];
        text.TryWrite(CultureInfo.InvariantCulture, $"delivery.{dispatchId}.{subscriberId}", out var length);
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Mac(keys[0], text[..length], mac);
        return Convert.ToHexStringLower(mac[..MacBytes]);
    }

    /// <summary>The whole MAC of an ASCII text; only its first <see cref="MacBytes"/> are used.</summary>
    private static bool Mac(SigningKey key, ReadOnlySpan<char> text, Span<byte> mac)
    {
        Span<byte> ascii = stackalloc byte[LongestToken];
        return Encoding.ASCII.TryGetBytes(text, ascii, out var length) && HMACSHA256.TryHashData(key.Secret, ascii[..length], mac, out _);
    }
}

/// <summary>A key that signs links.</summary>
/// <param name="Id">Short name that stands in the tokens.</param>
/// <param name="Secret">At least 32 bytes.</param>
internal sealed record SigningKey(string Id, byte[] Secret);
