using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Newsletter.Dispatcher.Tokens;

/// <summary>
/// Signs and checks the tokens of links in mails: <c>2.KID.PURPOSE.NUMBERS.MAC</c>, HMAC-SHA-256 cut to 128 bits.
/// Short, so that a List-Unsubscribe line stays far below 998 octets, and without expiry: a mail of last year still
/// unsubscribes. The numbers are the id and the link epoch, and the expiry in Unix seconds where a link may be used for
/// a while only. They are hidden (<see cref="Keystream"/>), because row numbers would tell how long the list is.
/// </summary>
/// <remarks>Tokens of the format before are still read: <see cref="FirstFormat"/>.</remarks>
internal sealed class SignedToken(IReadOnlyList<SigningKey> keys)
{
    private const int MacBytes = 16;
    private const int MacChars = 22;
    private const int LongestToken = 100;
    private const int LongestHead = 16;

    /// <summary>An id of eight bytes and an epoch of four.</summary>
    private const int NumberBytes = 12;

    /// <summary>The same with six bytes of an expiry: both lengths are whole groups of Base64.</summary>
    private const int NumberBytesWithExpiry = 18;

    private const string StreamLabel = "numbers.2.";

    /// <summary>80 bits: no two of a million subscribers get the same reference.</summary>
    private const int ReferenceBytes = 10;

    /// <summary>The keys whose links are good.</summary>
    private readonly IReadOnlyList<SigningKey> _good = [.. keys.Where(key => key.RetiredOn is null)];

    /// <summary>The oldest key. It stays when others are added, so it serves for values that must not change.</summary>
    public SigningKey OldestKey => keys[0];

    /// <summary>The return paths of a form, signed with the same keys.</summary>
    /// <param name="form">An address with <c>{token}</c> in it.</param>
    public ReturnPath ReturnPath(string form) => new(form, _good);

    /// <summary>
    /// A token for one subscriber and one purpose, signed with the newest key; only <c>A-Z a-z 0-9 . _ -</c>.
    /// </summary>
    /// <param name="epoch">The subscriber's link epoch; 0 for what is no subscriber.</param>
    public string Sign(TokenPurpose purpose, long id, long epoch = 0) => Sign(purpose, id, epoch, expiry: null);

    /// <summary>The same, good until an instant.</summary>
    public string Sign(TokenPurpose purpose, long id, DateTimeOffset expiresAt, long epoch = 0) =>
        Sign(purpose, id, epoch, expiresAt.ToUnixTimeSeconds());

    /// <summary>
    /// What a token without expiry says, or null for anything that we did not sign for this purpose.
    /// </summary>
    public TokenContent? Read(TokenPurpose purpose, string token) =>
        Signed(purpose, token) is (var content, null) ? content : null;

    /// <summary>
    /// What a token with expiry says, or null when it is over, and for anything that we did not sign for this purpose.
    /// </summary>
    public TokenContent? Read(TokenPurpose purpose, string token, DateTimeOffset now) =>
        Signed(purpose, token) is (var content, { } expiry) && now.ToUnixTimeSeconds() < expiry ? content : null;

    /// <summary>The id alone, for what works in every epoch.</summary>
    public long? Verify(TokenPurpose purpose, string token) => Read(purpose, token)?.Id;

    /// <inheritdoc cref="Verify(TokenPurpose, string)"/>
    public long? Verify(TokenPurpose purpose, string token, DateTimeOffset now) => Read(purpose, token, now)?.Id;

    /// <summary>
    /// What stands in a link that works once. It is made from a seed when the mail is made, so that the database holds
    /// the seed and a hash of the link, and never the link. Made with the oldest key, so that a new key changes no link
    /// that is under way.
    /// </summary>
    public string FreshLink(string seed)
    {
        var mac = HMACSHA256.HashData(OldestKey.Secret, Encoding.UTF8.GetBytes($"fresh.{seed}"));
        return Base64Url.EncodeToString(mac.AsSpan(0, MacBytes));
    }

    /// <summary>
    /// The name of one delivery for its Message-ID: always the same, and nobody else can guess it. Made with the oldest
    /// key, so that a new key does not change messages that are under way.
    /// </summary>
    public string DeliveryName(long dispatchId, long subscriberId)
    {
        Span<char> text = stackalloc char[64];
        text.TryWrite(CultureInfo.InvariantCulture, $"delivery.{dispatchId}.{subscriberId}", out var length);
        Span<byte> ascii = stackalloc byte[64];
        Encoding.ASCII.GetBytes(text[..length], ascii);
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(keys[0].Secret, ascii[..length], mac);
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
        Span<byte> ascii = stackalloc byte[64];
        var bytes = Encoding.ASCII.GetBytes(text[..length], ascii);
        HMACSHA256.HashData(OldestKey.Secret, ascii[..bytes], mac);
        return Base32.Encode(mac[..ReferenceBytes]);
    }

    private string Sign(TokenPurpose purpose, long id, long epoch, long? expiry)
    {
        var key = _good[^1];
        Span<char> token = stackalloc char[LongestToken];
        if (!token.TryWrite(CultureInfo.InvariantCulture, $"2.{key.Id}.{(char)purpose}.", out var length))
        {
            throw new InvalidOperationException($"the key {key.Id} has too long a name for a token");
        }

        Span<byte> numbers = stackalloc byte[expiry is null ? NumberBytes : NumberBytesWithExpiry];
        BinaryPrimitives.WriteInt64BigEndian(numbers, id);
        BinaryPrimitives.WriteUInt32BigEndian(numbers[8..], checked((uint)epoch));
        if (expiry is { } seconds)
        {
            BinaryPrimitives.WriteUInt16BigEndian(numbers[12..], checked((ushort)(seconds >> 32)));
            BinaryPrimitives.WriteUInt32BigEndian(numbers[14..], (uint)seconds);
        }

        Span<byte> mac = stackalloc byte[MacBytes];
        Mac(key, token[..length], numbers, mac);
        Keystream.Apply(key, StreamLabel, mac, numbers);
        length += Base64Url.EncodeToChars(numbers, token[length..]);
        token[length++] = '.';
        length += Base64Url.EncodeToChars(mac, token[length..]);
        return new string(token[..length]);
    }

    /// <summary>What a token says, or null where the signature is not ours or the purpose is another.</summary>
    private (TokenContent Content, long? Expiry)? Signed(TokenPurpose purpose, string token)
    {
        if (token.StartsWith("1.", StringComparison.Ordinal))
        {
            return FirstFormat.Read(_good, purpose, token) switch
            {
                [var id] => (new TokenContent(id, Epoch: 0), null),
                [var id, var expiry] => (new TokenContent(id, Epoch: 0), expiry),
                _ => null,
            };
        }

        var parts = token.Length <= LongestToken ? token.Split('.') : [];
        if (
            parts is not ["2", var name, var letter, { Length: 16 or 24 } hidden, { Length: MacChars } signature]
            || letter != ((char)purpose).ToString()
            || _good.FirstOrDefault(key => key.Id == name) is not { } key
        )
        {
            return null;
        }

        Span<byte> numbers = stackalloc byte[hidden.Length / 4 * 3];
        Span<byte> mac = stackalloc byte[MacBytes];
        Span<byte> ours = stackalloc byte[MacBytes];
        if (
            Base64Url.DecodeFromChars(hidden, numbers, out _, out var written) is not OperationStatus.Done
            || written != numbers.Length
            || Base64Url.DecodeFromChars(signature, mac, out _, out written) is not OperationStatus.Done
            || written != MacBytes
        )
        {
            return null;
        }

        Keystream.Apply(key, StreamLabel, mac, numbers);
        Mac(key, token.AsSpan(0, token.Length - hidden.Length - MacChars - 1), numbers, ours);
        if (!CryptographicOperations.FixedTimeEquals(mac, ours))
        {
            return null;
        }

        var content = new TokenContent(
            BinaryPrimitives.ReadInt64BigEndian(numbers),
            BinaryPrimitives.ReadUInt32BigEndian(numbers[8..])
        );
        return numbers.Length == NumberBytes
            ? (content, null)
            : (
                content,
                ((long)BinaryPrimitives.ReadUInt16BigEndian(numbers[12..]) << 32)
                    | BinaryPrimitives.ReadUInt32BigEndian(numbers[14..])
            );
    }

    /// <param name="head">The token up to its numbers: its version, key and purpose are part of what is signed.</param>
    /// <param name="numbers">As they are, not hidden.</param>
    private static void Mac(SigningKey key, ReadOnlySpan<char> head, ReadOnlySpan<byte> numbers, Span<byte> mac)
    {
        Span<byte> text = stackalloc byte[LongestHead + NumberBytesWithExpiry];
        var length = Encoding.ASCII.GetBytes(head, text);
        numbers.CopyTo(text[length..]);
        Span<byte> whole = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key.Secret, text[..(length + numbers.Length)], whole);
        whole[..MacBytes].CopyTo(mac);
    }
}
