using System.Security.Cryptography;
using System.Text;
using Newsletter.Dispatcher.Addresses;

namespace Newsletter.Dispatcher.Tokens;

/// <summary>
/// What <c>suppressions</c> stores for a person who asked to be erased: a keyed hash in place of the address. With an
/// address you can check whether it is this one; nobody can read the address back from the hash.
/// </summary>
internal static class ErasedAddress
{
    /// <summary>The prefix of the hash; no address has a colon at this place.</summary>
    public const string Prefix = "erased:";

    /// <param name="oldestKey">The oldest key, which is never removed, so that the hash stays the same.</param>
    public static string KeyOf(EmailAddress address, SigningKey oldestKey) =>
        Prefix
        + Convert.ToHexStringLower(HMACSHA256.HashData(oldestKey.Secret, Encoding.UTF8.GetBytes(Prefix + address.Key)));
}
