using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Accounts.SecondStep;

/// <summary>
/// The keys of authenticator apps. The database holds them protected, with keys that lie beside it, so that a copy of
/// the database alone makes no code. Tests: AccountStoreTests.
/// </summary>
internal sealed class TotpKeys(IDataProtectionProvider protection)
{
    private readonly IDataProtector _protector = protection.CreateProtector("accounts.totp");

    /// <summary>A new key in Base32, as apps take it.</summary>
    public static string New() => Base32.Encode(RandomNumberGenerator.GetBytes(TotpCode.KeyBytes)).ToUpperInvariant();

    /// <param name="key">In Base32.</param>
    public string Protect(string key) => _protector.Protect(key);

    /// <summary>The key of an account in Base32.</summary>
    /// <returns>
    /// Null without one, and where the keys beside the database are not those that it was protected with.
    /// </returns>
    public string? Read(Account account) => account.TotpKey is { } kept ? Unprotect(kept) : null;

    /// <summary>The key in Base32; null for what <see cref="Protect"/> did not make.</summary>
    public string? Unprotect(string kept)
    {
        try
        {
            return _protector.Unprotect(kept);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
