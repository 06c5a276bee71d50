using System.Security.Cryptography;
using System.Text;
using Newsletter.Dispatcher.Addresses;

namespace Newsletter.Dispatcher.Tokens;

/// <summary>
/// How an address is remembered whose person wished to be forgotten: a keyed hash in place of its key in
/// <c>suppressions</c>. With the address it can be checked; without it the address cannot be found out.
/// Tests: ErasureTests.
/// </summary>
internal static class ErasedAddress
{
    /// <summary>The prefix of the hash; no address has a colon at this place.</summary>
    public const string Prefix = "erased:";

    /// <summary>How the audit names an address that nobody on the list has.</summary>
    /// <inheritdoc cref="KeyOf"/>
    public static string Subject(EmailAddress address, SigningKey oldestKey) =>
        $"address:{KeyOf(address, oldestKey)[Prefix.Length..][..16]}";

    /// <param name="oldestKey">The oldest key, which is never removed, so that the hash stays the same.</param>
    public static string KeyOf(EmailAddress address, SigningKey oldestKey) =>
        Prefix
        + Convert.ToHexStringLower(HMACSHA256.HashData(oldestKey.Secret, Encoding.UTF8.GetBytes(Prefix + address.Key)));
}
