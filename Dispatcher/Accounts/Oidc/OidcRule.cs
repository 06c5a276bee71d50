using System.Security.Claims;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Accounts.Oidc;

/// <summary>From the claims of a token whose signature and times are good to a person with a role; pure.</summary>
internal static class OidcRule
{
    private const int LongestName = 100;

    /// <summary>OpenID Connect Core, 2: a subject has at most 255 characters.</summary>
    private const int LongestSubject = 255;

    public static OidcResult Decide(IReadOnlyCollection<Claim> claims, OidcSettings settings)
    {
        if (First(claims, "sub") is not { Length: > 0 and <= LongestSubject } subject)
        {
            return new OidcResult.Refused(OidcRefusal.NotTrusted, "the token has no subject, or one that is too long");
        }

        if (!EmailAddress.TryParse(First(claims, "email"), out var email, out var problem))
        {
            return new OidcResult.Refused(OidcRefusal.NoAddress, $"the claim email {problem}");
        }

        // A service where people type any address would otherwise hand over the account of somebody else.
        if (!bool.TryParse(First(claims, "email_verified"), out var isVerified) || !isVerified)
        {
            return new OidcResult.Refused(
                OidcRefusal.AddressNotVerified,
                $"the claim email_verified is not true for {email.Shortened}"
            );
        }

        // The token and the user info endpoint often say the same twice.
        var values = OidcRoles.Values(claims, settings.RoleClaim).Distinct(StringComparer.Ordinal).ToList();
        if (OidcRoles.Strongest(values, settings.Roles) is not { } role)
        {
            return new OidcResult.Refused(
                OidcRefusal.NoRole,
                values.Count == 0
                    ? $"there is no claim {settings.RoleClaim} for {email.Shortened}"
                    : $"no value of the claim {settings.RoleClaim} has a role for {email.Shortened}: "
                        + string.Join(", ", values.Take(20))
            );
        }

        return new OidcResult.Taken(
            new(settings.Issuer.OriginalString, subject, email, Name(claims) ?? email.Value, role)
        );
    }

    private static string? Name(IReadOnlyCollection<Claim> claims)
    {
        var name = new string([
            .. (First(claims, "name") ?? First(claims, "preferred_username") ?? "").Where(c => !char.IsControl(c)),
        ]).Trim();
        return name.Length switch
        {
            0 => null,
            > LongestName => name[..LongestName].Trim(),
            _ => name,
        };
    }

    private static string? First(IReadOnlyCollection<Claim> claims, string type) =>
        claims.FirstOrDefault(claim => claim.Type == type)?.Value;
}
