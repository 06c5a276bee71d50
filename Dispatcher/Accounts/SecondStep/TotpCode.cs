using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Newsletter.Dispatcher.Accounts.SecondStep;

/// <summary>
/// Codes of six digits that change every 30 seconds (TOTP, RFC 6238 with SHA-1, which is what authenticator apps do);
/// pure.
/// </summary>
internal static class TotpCode
{
    public const int KeyBytes = 20;

    private const int StepSeconds = 30;
    private const int Modulus = 1_000_000;

    /// <summary>A telephone's clock may be one step wrong in each direction (RFC 6238 5.2).</summary>
    private const int Drift = 1;

    public static long StepAt(DateTimeOffset now) => now.ToUnixTimeSeconds() / StepSeconds;

    /// <summary>The code of a step.</summary>
    public static string Of(ReadOnlySpan<byte> key, long step)
    {
        Span<byte> counter = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        var number = BinaryPrimitives.ReadInt32BigEndian(Truncated(Mac(key, counter))) & int.MaxValue;
        return (number % Modulus).ToString("D6", CultureInfo.InvariantCulture);
    }

    /// <summary>The step that a typed code belongs to.</summary>
    /// <param name="lastStep">The last step whose code was accepted; it and all before it are not accepted.</param>
    /// <returns>Null when the code is wrong, over, or was used.</returns>
    public static long? StepOf(ReadOnlySpan<byte> key, string typed, DateTimeOffset now, long lastStep)
    {
        var code = Encoding.UTF8.GetBytes(typed.Replace(" ", "", StringComparison.Ordinal));
        long? found = null;
        for (var step = StepAt(now) - Drift; step <= StepAt(now) + Drift; step++)
        {
            if (CryptographicOperations.FixedTimeEquals(code, Encoding.UTF8.GetBytes(Of(key, step))) && step > lastStep)
            {
                found ??= step;
            }
        }

        return found;
    }

    [SuppressMessage(
        "Security",
        "CA5350:Do not use weak cryptographic algorithms",
        Justification = "Authenticator apps know SHA-1 only; an HMAC does not need what SHA-1 lacks."
    )]
    private static byte[] Mac(ReadOnlySpan<byte> key, ReadOnlySpan<byte> counter) => HMACSHA1.HashData(key, counter);

    /// <summary>The four bytes that the last one points at (RFC 4226 5.3).</summary>
    private static ReadOnlySpan<byte> Truncated(ReadOnlySpan<byte> mac) => mac.Slice(mac[^1] & 0xf, sizeof(int));
}
