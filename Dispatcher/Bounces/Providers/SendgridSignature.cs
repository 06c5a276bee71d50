using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Newsletter.Dispatcher.Bounces.Providers;

/// <summary>
/// SendGrid's signature: ECDSA with P-256 and SHA-256 over a timestamp and the body as it came; pure.
/// Tests: ProviderSignatureTests.
/// </summary>
internal static class SendgridSignature
{
    public const string SignatureHeader = "X-Twilio-Email-Event-Webhook-Signature";
    public const string TimestampHeader = "X-Twilio-Email-Event-Webhook-Timestamp";

    /// <summary>
    /// It goes on trying for a day, and may repeat its first signature. A notice that comes twice counts once.
    /// </summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromHours(25);

    /// <summary>What can be seen before the body is there: both headers, and a time that is not long ago.</summary>
    public static bool IsPossible(
        [NotNullWhen(true)] string? signature,
        [NotNullWhen(true)] string? timestamp,
        DateTimeOffset now
    ) =>
        signature is { Length: > 0 and <= 200 }
        && timestamp is { Length: <= 20 }
        && long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        && Math.Abs((double)now.ToUnixTimeSeconds() - seconds) <= Tolerance.TotalSeconds;

    /// <param name="signature">Base64 of the DER form.</param>
    /// <param name="timestamp">Unix seconds.</param>
    /// <param name="publicKey">A SubjectPublicKeyInfo that the settings have looked at.</param>
    public static bool IsGenuine(
        ReadOnlyMemory<byte> body,
        string? signature,
        string? timestamp,
        byte[] publicKey,
        DateTimeOffset now
    )
    {
        if (!IsPossible(signature, timestamp, now))
        {
            return false;
        }

        var der = new byte[signature.Length];
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(publicKey, out _);
        return Convert.TryFromBase64String(signature, der, out var length)
            && key.VerifyData(
                [.. Encoding.ASCII.GetBytes(timestamp), .. body.Span],
                der.AsSpan(0, length),
                HashAlgorithmName.SHA256,
                DSASignatureFormat.Rfc3279DerSequence
            );
    }
}
