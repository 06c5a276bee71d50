using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Newsletter.Dispatcher.Tokens;

/// <summary>
/// Reads the tokens of the first format, <c>1.KID.PURPOSE.ID.MAC</c> or <c>1.KID.PURPOSE.ID.EXPIRY.MAC</c>. None are
/// made any more, but mails that people keep have them, and their unsubscribe links work for ever.
/// Tests: SignedTokenTests.
/// </summary>
internal static class FirstFormat
{
    private const int MacBytes = 16;
    private const int LongestToken = 100;

    /// <returns>
    /// The id and, where there is one, the expiry in Unix seconds; null where the signature is not ours or the purpose
    /// is another.
    /// </returns>
    public static long[]? Read(IReadOnlyList<SigningKey> keys, TokenPurpose purpose, string token)
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

    private static bool Mac(SigningKey key, ReadOnlySpan<char> text, Span<byte> mac)
    {
        Span<byte> ascii = stackalloc byte[LongestToken];
        return Encoding.ASCII.TryGetBytes(text, ascii, out var length)
            && HMACSHA256.TryHashData(key.Secret, ascii[..length], mac, out _);
    }
}
