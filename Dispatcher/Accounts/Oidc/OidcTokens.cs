using System.Security.Cryptography;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Newsletter.Dispatcher.Accounts.Oidc;

/// <summary>What a token must be, beyond a good signature; pure. Tests: OidcTokensTests.</summary>
internal static class OidcTokens
{
    /// <summary>How far the clocks of both machines may differ.</summary>
    public static readonly TimeSpan Drift = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Signatures with the service's private key. Left out: <c>none</c>, and all that are made with the client's
    /// secret, which more people know than the key.
    /// </summary>
    public static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256,
        SecurityAlgorithms.RsaSha384,
        SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256,
        SecurityAlgorithms.RsaSsaPssSha384,
        SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256,
        SecurityAlgorithms.EcdsaSha384,
        SecurityAlgorithms.EcdsaSha512,
    ];

    /// <summary>
    /// Whether a token is signed as we take it. The framework takes an unsigned one where it comes straight from the
    /// service; we do not, because a proxy between may be anybody's.
    /// </summary>
    public static bool IsSigned(string? algorithm) => Algorithms.Contains(algorithm, StringComparer.Ordinal);

    /// <summary>Whether the time of a token has begun and is not over; one without an end is none.</summary>
    public static bool IsInTime(DateTime? notBefore, DateTime? expires, DateTimeOffset now) =>
        expires > (now - Drift).UtcDateTime && (notBefore is null || notBefore < (now + Drift).UtcDateTime);

    /// <summary>Whether a token is of the service that the settings name; a slash at the end does not matter.</summary>
    public static bool IsOf(string? issuer, Uri expected) =>
        issuer is not null
        && string.Equals(issuer.TrimEnd('/'), expected.OriginalString.TrimEnd('/'), StringComparison.Ordinal);

    /// <summary>What an exception of the framework means for the person who waits.</summary>
    public static OidcRefusal Why(Exception failure) =>
        failure switch
        {
            SecurityTokenExpiredException
            or SecurityTokenNotYetValidException
            or SecurityTokenInvalidLifetimeException
            or SecurityTokenNoExpirationException => OidcRefusal.Expired,
            OpenIdConnectProtocolInvalidStateException => OidcRefusal.NotAsked,
            SecurityTokenException or OpenIdConnectProtocolInvalidNonceException or CryptographicException =>
                OidcRefusal.NotTrusted,
            OpenIdConnectProtocolException when failure.Data["error"] is "access_denied" => OidcRefusal.Declined,
            OpenIdConnectProtocolException when failure.Data["error"] is not null => OidcRefusal.ServiceError,
            OpenIdConnectProtocolException => OidcRefusal.NotTrusted,
            _ when IsUnreachable(failure) => OidcRefusal.Unreachable,
            Microsoft.AspNetCore.Authentication.AuthenticationFailureException => OidcRefusal.NotAsked,
            _ => OidcRefusal.NotTrusted,
        };

    /// <summary>The framework hides a broken connection one or two exceptions deep.</summary>
    private static bool IsUnreachable(Exception failure) =>
        failure is HttpRequestException or IOException or TaskCanceledException or TimeoutException
        || (failure.InnerException is { } inner && IsUnreachable(inner));
}
