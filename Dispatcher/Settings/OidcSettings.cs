namespace Newsletter.Dispatcher.Settings;

/// <summary>
/// Sign-in to the desk by another service (OpenID Connect). Section <c>Desk:Oidc</c>. Tests: OidcSectionTests.
/// </summary>
internal sealed record OidcSettings
{
    /// <summary>The claim that says who may do what, unless the settings name another.</summary>
    public const string UsualRoleClaim = "roles";

    /// <summary>Where the service is, exactly as its tokens say it.</summary>
    public required Uri Issuer { get; init; }

    public required string ClientId { get; init; }

    /// <summary>Never shown; null for a client without a secret, which PKCE protects.</summary>
    public string? ClientSecret { get; init; }

    /// <summary>What the button says after "Sign in with".</summary>
    public required string Name { get; init; }

    /// <summary>A claim's name, or a path such as <c>realm_access.roles</c>.</summary>
    public string RoleClaim { get; init; } = UsualRoleClaim;

    /// <summary>From a value of the claim to the word of a role.</summary>
    public required IReadOnlyDictionary<string, string> Roles { get; init; }

    /// <summary>Scopes besides openid, email and profile; some services give groups only for a scope.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    public override string ToString() => $"Oidc, {Issuer}";
}
