using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Bounces.Providers;

/// <summary>
/// Mailgun's signature: HMAC-SHA-256 of a timestamp and a token that it uses once; pure.
/// Tests: ProviderReaderTests.
/// </summary>
/// <remarks>
/// It does not cover the notice itself. So each token is accepted only once (<see cref="UsedTokens"/>), and HTTPS is
/// needed.
/// </remarks>
/// <param name="Timestamp">Unix seconds, as they are written.</param>
/// <param name="Token">50 characters of chance.</param>
/// <param name="Mac">In hexadecimal digits.</param>
internal sealed record MailgunSignature(string Timestamp, string Token, string Mac)
{
    /// <summary>It goes on trying for eight hours, and may repeat the signature of its first try.</summary>
    public static readonly TimeSpan MostBehind = TimeSpan.FromHours(9);

    public static readonly TimeSpan MostAhead = TimeSpan.FromMinutes(15);

    /// <returns>Null where the body has none.</returns>
    public static MailgunSignature? Read(ReadOnlyMemory<byte> body) =>
        ForeignJson.Read(
            body,
            json =>
                json.Word("signature", "timestamp") is { Length: > 0 and <= 20 } at
                && json.Text("signature", "token") is { Length: > 0 and <= 200 } token
                && json.Text("signature", "signature") is { Length: 64 } mac
                    ? new MailgunSignature(at, token, mac)
                    : null
        );

    public bool IsGenuine(string signingKey, DateTimeOffset now)
    {
        Span<byte> told = stackalloc byte[HMACSHA256.HashSizeInBytes];
        return long.TryParse(Timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            && (double)now.ToUnixTimeSeconds() - seconds is var age
            && age <= MostBehind.TotalSeconds
            && age >= -MostAhead.TotalSeconds
            && Convert.FromHexString(Mac, told, out _, out var length) is System.Buffers.OperationStatus.Done
            && length == told.Length
            && CryptographicOperations.FixedTimeEquals(
                told,
                HMACSHA256.HashData(Encoding.UTF8.GetBytes(signingKey), Encoding.UTF8.GetBytes(Timestamp + Token))
            );
    }
}
