using System.Security.Cryptography;
using System.Text;

namespace Newsletter.Dispatcher.Tokens;

/// <summary>
/// Hides the numbers in a token: they are combined with bytes that only the key and the token's own MAC give. A reader
/// of the token learns neither the numbers nor how large they are.
/// Tests: ReturnPathTests.
/// </summary>
/// <remarks>
/// The construction is SIV (Rogaway and Shrimpton 2006): the MAC of the plain numbers is the starting value of the
/// encryption. It needs no random number, so a message made twice is the same bytes.
/// </remarks>
internal static class Keystream
{
    private const int LongestLabel = 16;
    private const int LongestMac = 16;

    /// <summary>Hides plain numbers, or shows hidden ones.</summary>
    /// <param name="label">ASCII, another for each format, so that no two formats share a keystream.</param>
    /// <param name="mac">The MAC of the plain numbers, at most 16 bytes.</param>
    /// <param name="numbers">At most 32 bytes, changed in place.</param>
    public static void Apply(SigningKey key, string label, ReadOnlySpan<byte> mac, Span<byte> numbers)
    {
        Span<byte> text = stackalloc byte[LongestLabel + LongestMac];
        var length = Encoding.ASCII.GetBytes(label, text);
        mac.CopyTo(text[length..]);
        Span<byte> stream = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key.Secret, text[..(length + mac.Length)], stream);
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] ^= stream[i];
        }
    }
}
