using Microsoft.AspNetCore.Authentication;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using Newsletter.Dispatcher.Accounts.Oidc;

namespace Newsletter.Dispatcher.Tests.Accounts.Oidc;

[TestFixture]
internal sealed class OidcTokensTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 8, 0, 0, TimeSpan.Zero);

    private static readonly (Exception Failure, OidcRefusal Refusal)[] Failures =
    [
        (new SecurityTokenInvalidLifetimeException("x"), OidcRefusal.Expired),
        (new SecurityTokenExpiredException("x"), OidcRefusal.Expired),
        (new SecurityTokenInvalidIssuerException("x"), OidcRefusal.NotTrusted),
        (new SecurityTokenSignatureKeyNotFoundException("x"), OidcRefusal.NotTrusted),
        (new SecurityTokenInvalidAlgorithmException("x"), OidcRefusal.NotTrusted),
        (new OpenIdConnectProtocolInvalidNonceException("x"), OidcRefusal.NotTrusted),
        (new OpenIdConnectProtocolException("x"), OidcRefusal.NotTrusted),
        (Of("access_denied"), OidcRefusal.Declined),
        (Of("server_error"), OidcRefusal.ServiceError),
        (new AuthenticationFailureException("Correlation failed."), OidcRefusal.NotAsked),
        (new HttpRequestException("refused"), OidcRefusal.Unreachable),
        (
            new InvalidOperationException("IDX20803", new IOException("x", new HttpRequestException("refused"))),
            OidcRefusal.Unreachable
        ),
        (new InvalidOperationException("x"), OidcRefusal.NotTrusted),
    ];

    [TestCase("RS256", true)]
    [TestCase("PS512", true)]
    [TestCase("ES256", true)]
    [TestCase("none", false)]
    [TestCase("None", false)]
    [TestCase("", false)]
    [TestCase(null, false)]
    [TestCase("HS256", false)]
    [TestCase("rs256", false)]
    public void Only_the_private_key_of_the_service_signs(string? algorithm, bool isSigned) =>
        Assert.That(OidcTokens.IsSigned(algorithm), Is.EqualTo(isSigned));

    [TestCase(-5, 5, true)]
    [TestCase(null, 5, true)]
    [TestCase(1, 5, true)]
    [TestCase(3, 5, false)]
    [TestCase(-9, -1, true)]
    [TestCase(-9, -3, false)]
    [TestCase(-5, null, false)]
    public void A_token_has_its_time_and_clocks_may_differ_by_two_minutes(int? from, int? until, bool isInTime) =>
        Assert.That(OidcTokens.IsInTime(At(from), At(until), Now), Is.EqualTo(isInTime));

    [TestCase("https://login.example.com", "https://login.example.com", true)]
    [TestCase("https://login.example.com/", "https://login.example.com", true)]
    [TestCase("https://login.example.com", "https://login.example.com/", true)]
    [TestCase("https://login.example.com/a", "https://login.example.com", false)]
    [TestCase("https://LOGIN.example.com", "https://login.example.com", false)]
    [TestCase("http://login.example.com", "https://login.example.com", false)]
    [TestCase(null, "https://login.example.com", false)]
    public void A_token_is_of_the_service_of_the_settings(string? issuer, string expected, bool isOf) =>
        Assert.That(OidcTokens.IsOf(issuer, new Uri(expected)), Is.EqualTo(isOf));

    [Test]
    public void A_failure_has_a_meaning_for_the_person()
    {
        using (Assert.EnterMultipleScope())
        {
            foreach (var (failure, refusal) in Failures)
            {
                Assert.That(OidcTokens.Why(failure), Is.EqualTo(refusal), failure.GetType().Name);
            }
        }
    }

    private static DateTime? At(int? minutes) => minutes is { } m ? Now.AddMinutes(m).UtcDateTime : null;

    private static OpenIdConnectProtocolException Of(string error)
    {
        var failure = new OpenIdConnectProtocolException("x");
        failure.Data["error"] = error;
        return failure;
    }
}
