using System.Security.Cryptography;
using System.Text;

namespace Newsletter.Dispatcher.Bounces.Providers;

/// <summary>
/// HTTP basic authentication (RFC 7617), compared in constant time; pure.
/// Tests: ProviderSignatureTests.
/// </summary>
internal static class BasicLogin
{
    private const string Scheme = "Basic ";

    public static bool IsRight(string? authorization, string user, string password)
    {
        if (
            authorization is not { Length: <= 4000 }
            || !authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
        )
        {
            return false;
        }

        var told = new byte[authorization.Length];
        return Convert.TryFromBase64String(authorization[Scheme.Length..].Trim(), told, out var length)
            && CryptographicOperations.FixedTimeEquals(
                SHA256.HashData(told.AsSpan(0, length)),
                SHA256.HashData(Encoding.UTF8.GetBytes($"{user}:{password}"))
            );
    }
}
