using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using Newsletter.Dispatcher.Accounts.Oidc;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Desk.Oidc;

/// <summary>
/// Sign-in by another service: authorization code with PKCE, state and nonce. Nothing is asked of the service before
/// somebody signs in, so that one that is down stops nothing. Tests: OidcSignInTests.
/// </summary>
internal static class OidcSetup
{
    /// <summary>The name of this way to sign in, for the framework.</summary>
    public const string Scheme = "desk-oidc";

    /// <summary>Where it begins.</summary>
    public const string StartPath = "/desk/sign-in/oidc";

    /// <summary>Where the service sends the browser back to; it is registered there.</summary>
    public const string AnswerPath = "/desk/sign-in/oidc/answer";

    /// <summary>So long a person may take at the service.</summary>
    private static readonly TimeSpan LongestVisit = TimeSpan.FromMinutes(15);

    /// <summary>For one call to the service.</summary>
    private static readonly TimeSpan LongestCall = TimeSpan.FromSeconds(10);

    public static void AddOidc(this IServiceCollection services, OidcSettings settings, DeskCookies cookies)
    {
        services.AddSingleton(settings).AddSingleton<OidcAccounts>().AddScoped<OidcEvents>();
        // It writes the whole stack of each refused answer; OidcEvents says it in one line.
        services.AddLogging(logging =>
            logging.AddFilter("Microsoft.AspNetCore.Authentication.OpenIdConnect", LogLevel.None)
        );
        services.AddAuthentication().AddOpenIdConnect(Scheme, oidc => Arrange(oidc, settings, cookies));
        services
            .AddOptions<OpenIdConnectOptions>(Scheme)
            .Configure<TimeProvider>((oidc, clock) => CheckTokens(oidc, settings, clock));
    }

    private static void Arrange(OpenIdConnectOptions oidc, OidcSettings settings, DeskCookies cookies)
    {
        oidc.Authority = settings.Issuer.OriginalString;
        oidc.RequireHttpsMetadata = settings.Issuer.Scheme == Uri.UriSchemeHttps;
        oidc.ClientId = settings.ClientId;
        oidc.ClientSecret = settings.ClientSecret;
        oidc.CallbackPath = AnswerPath;
        oidc.SignInScheme = DeskServices.Scheme;
        oidc.EventsType = typeof(OidcEvents);

        // The answer comes by GET, so that the cookies need not be sent with posts of other sites (SameSite=Lax).
        oidc.ResponseType = OpenIdConnectResponseType.Code;
        oidc.ResponseMode = OpenIdConnectResponseMode.Query;
        oidc.UsePkce = true;
        oidc.SaveTokens = false;
        oidc.MapInboundClaims = false;
        oidc.DisableTelemetry = true;
        oidc.RemoteAuthenticationTimeout = LongestVisit;
        oidc.ProtocolValidator.NonceLifetime = LongestVisit;
        oidc.BackchannelTimeout = LongestCall;
        oidc.Scope.Clear();
        foreach (var scope in settings.Scopes.Prepend("profile").Prepend("email").Prepend("openid").Distinct())
        {
            oidc.Scope.Add(scope);
        }

        // Some services say name, address and groups only here.
        oidc.GetClaimsFromUserInfoEndpoint = true;
        oidc.ClaimActions.Clear();
        foreach (var claim in (string[])["email", "email_verified", "name", "preferred_username"])
        {
            oidc.ClaimActions.MapUniqueJsonKey(claim, claim);
        }

        oidc.ClaimActions.MapJsonKey(settings.RoleClaim, settings.RoleClaim);
        oidc.ClaimActions.MapUniqueJsonKey(settings.RoleClaim.Split('.')[0], settings.RoleClaim.Split('.')[0]);
        Name(oidc.CorrelationCookie, "oidc-visit.", cookies);
        Name(oidc.NonceCookie, "oidc-nonce.", cookies);
    }

    private static void Name(CookieBuilder cookie, string name, DeskCookies cookies)
    {
        cookie.Name = cookies.Name(name);
        cookie.Path = "/";
        cookie.HttpOnly = true;
        cookie.SameSite = SameSiteMode.Lax;
        cookie.SecurePolicy = cookies.IsSecure ? CookieSecurePolicy.Always : CookieSecurePolicy.None;
    }

    private static void CheckTokens(OpenIdConnectOptions oidc, OidcSettings settings, TimeProvider clock)
    {
        var check = oidc.TokenValidationParameters;
        check.ValidAlgorithms = OidcTokens.Algorithms;
        check.ValidAudience = settings.ClientId;
        check.IssuerValidator = (issuer, _, _) =>
            OidcTokens.IsOf(issuer, settings.Issuer)
                ? issuer
                : throw new SecurityTokenInvalidIssuerException($"The token is of {issuer}.");
        check.LifetimeValidator = (notBefore, expires, _, _) =>
            OidcTokens.IsInTime(notBefore, expires, clock.GetUtcNow());
    }
}
