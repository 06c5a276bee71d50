using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Newsletter.Dispatcher.Accounts;

/// <summary>
/// Random values of accounts, and their hashes. The database holds the hashes only. A plain hash is enough for random
/// bits that nobody can try through. Tests: AccountSecretsTests.
/// </summary>
internal static class AccountSecrets
{
    private const int TokenBytes = 32;

    /// <summary>A security stamp, which is no secret but must never repeat.</summary>
    public static string NewStamp() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <summary>256 bits for a cookie or a link: 43 characters of <c>A-Z a-z 0-9 - _</c>.</summary>
    public static string NewToken() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));

    /// <summary>SHA-256 in hexadecimal.</summary>
    /// <param name="kind">What is hashed, so that a hash of one kind says nothing about another.</param>
    public static string Hash(string kind, string secret) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{kind}.{secret}")));
}
