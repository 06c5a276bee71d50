using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Newsletter.Dispatcher.Tokens;

/// <summary>
/// Signs and checks the tokens of links in mails: <c>1.KID.PURPOSE.ID.MAC</c>, with an HMAC-SHA-256 cut to 128 bits.
/// They are short, so that a List-Unsubscribe line stays far below 998 octets, and have no expiry: the link in a mail
/// of last year still unsubscribes. A token that is valid for a limited time is <c>1.KID.PURPOSE.ID.EXPIRY.MAC</c>,
/// with the expiry in Unix seconds.
/// </summary>
internal sealed class SignedToken(IReadOnlyList<SigningKey> keys)
{
    private const int MacBytes = 16;
    private const int LongestToken = 100;

    /// <summary>80 bits: no two of a million subscribers get the same reference.</summary>
    private const int ReferenceBytes = 10;

    /// <summary>The key that stays when keys are added: for values that must never change.</summary>
    public SigningKey OldestKey => keys[0];

    /// <summary>The return paths of a form, signed with the same keys.</summary>
    /// <param name="form">An address with <c>{token}</c> in it.</param>
    public ReturnPath ReturnPath(string form) => new(form, keys);

    /// <summary>
    /// A token for one subscriber and one purpose, signed with the newest key; only <c>A-Z a-z 0-9 . _ -</c>.
    /// </summary>
    public string Sign(TokenPurpose purpose, long subscriberId) => Sign(purpose, subscriberId, expiry: null);

    /// <summary>A token that is valid until an instant.</summary>
    public string Sign(TokenPurpose purpose, long id, DateTimeOffset expiresAt) =>
        Sign(purpose, id, expiresAt.ToUnixTimeSeconds());

    /// <summary>
    /// The subscriber that a token without expiry names; null when we did not sign it for this purpose.
    /// </summary>
    public long? Verify(TokenPurpose purpose, string token) => Signed(purpose, token) is [var id] ? id : null;

    /// <summary>
    /// The id that a token with expiry names; null when it has expired, or when we did not sign it for this purpose.
    /// </summary>
    public long? Verify(TokenPurpose purpose, string token, DateTimeOffset now) =>
        Signed(purpose, token) is [var id, var expiry] && now.ToUnixTimeSeconds() < expiry ? id : null;

    private string Sign(TokenPurpose purpose, long id, long? expiry)
    {
        var key = keys[^1];
        Span<char> token = stackalloc char[LongestToken];
        var fits = expiry is { } seconds
            ? token.TryWrite(CultureInfo.InvariantCulture, $"1.{key.Id}.{(char)purpose}.{id}.{seconds}", out var length)
            : token.TryWrite(CultureInfo.InvariantCulture, $"1.{key.Id}.{(char)purpose}.{id}", out length);
        if (!fits || length + 1 + Base64Url.GetEncodedLength(MacBytes) > LongestToken)
        {
            throw new InvalidOperationException($"the key {key.Id} has too long a name for a token");
        }

        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Mac(key, token[..length], mac);
        token[length++] = '.';
        length += Base64Url.EncodeToChars(mac[..MacBytes], token[length..]);
        return new string(token[..length]);
    }

    /// <summary>
    /// The numbers after the purpose; null when the signature is not ours or the purpose is another one.
    /// </summary>
    private long[]? Signed(TokenPurpose purpose, string token)
    {
        if (token.Length > LongestToken || token.LastIndexOf('.') is var dot && dot < 0)
        {
            return null;
        }

        var text = token[..dot];
        var parts = text.Split('.');
        var key = parts.Length is 4 or 5 ? keys.FirstOrDefault(key => key.Id == parts[1]) : null;
        Span<byte> mac = stackalloc byte[MacBytes];
        Span<byte> ours = stackalloc byte[HMACSHA256.HashSizeInBytes];
        if (
            key is null
            || token.Length - dot - 1 != 22
            || Base64Url.DecodeFromChars(token.AsSpan(dot + 1), mac, out _, out var length) is not OperationStatus.Done
            || length != MacBytes
            || !Mac(key, text, ours)
            || !CryptographicOperations.FixedTimeEquals(mac, ours[..MacBytes])
            || parts[0] != "1"
            || parts[2] != ((char)purpose).ToString()
        )
        {
            return null;
        }

        var numbers = new long[parts.Length - 3];
        for (var i = 0; i < numbers.Length; i++)
        {
            if (!long.TryParse(parts[i + 3], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]))
            {
                return null;
            }
        }

        return numbers;
    }

    /// <summary>
    /// The name of one delivery for its Message-ID: always the same, and nobody else can guess it. Made with the oldest
    /// key, so that a new key does not change messages that are under way.
    /// </summary>
    public string DeliveryName(long dispatchId, long subscriberId)
    {
        Span<char> text = stackalloc char[64];
        text.TryWrite(CultureInfo.InvariantCulture, $"delivery.{dispatchId}.{subscriberId}", out var length);
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Mac(keys[0], text[..length], mac);
        return Convert.ToHexStringLower(mac[..MacBytes]);
    }

    /// <summary>
    /// A pseudonym of one subscriber that is always the same: it cannot be counted, and nobody without the key gets a
    /// number or an address from it. It gives access to nothing. Made with the oldest key, so that a new key does not
    /// change it.
    /// </summary>
    /// <returns>16 characters of <see cref="Base32"/>.</returns>
    public string Reference(long subscriberId)
    {
        Span<char> text = stackalloc char[64];
        text.TryWrite(CultureInfo.InvariantCulture, $"reference.{subscriberId}", out var length);
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Mac(OldestKey, text[..length], mac);
        return Base32.Encode(mac[..ReferenceBytes]);
    }

    /// <summary>Computes the whole MAC of an ASCII text; tokens use only its first <see cref="MacBytes"/>.</summary>
    private static bool Mac(SigningKey key, ReadOnlySpan<char> text, Span<byte> mac)
    {
        Span<byte> ascii = stackalloc byte[LongestToken];
        return Encoding.ASCII.TryGetBytes(text, ascii, out var length)
            && HMACSHA256.TryHashData(key.Secret, ascii[..length], mac, out _);
    }
}
