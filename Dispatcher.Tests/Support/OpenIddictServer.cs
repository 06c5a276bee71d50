using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using OpenIddict.Abstractions;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Newsletter.Dispatcher.Tests.Support;

/// <summary>
/// A real OpenID Connect service on loopback: OpenIddict without a database. It signs in whom the test names, without a
/// page in between, and accepts a code only with the verifier that belongs to its challenge.
/// </summary>
internal sealed class OpenIddictServer : IAsyncDisposable
{
    public const string ClientId = "desk";
    public const string ClientSecret = "canary-secret-of-the-desk";

    private readonly WebApplication _app;

    private OpenIddictServer(TimeProvider clock, int port)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls($"http://127.0.0.1:{port}");
        builder.Services.AddRouting();
        builder.Services.AddAuthentication();
        builder.Services.AddLogging();
        builder.Services.AddOpenIddict().AddServer(server => Arrange(server, clock));
        _app = builder.Build();
        _app.UseAuthentication();
    }

    public Uri Address => new(_app.Urls.Single());

    /// <summary>Who comes back signed in.</summary>
    public OidcPersonSample Person { get; set; } = new();

    /// <summary>The error that it answers with in place of a code; null for none.</summary>
    public string? Error { get; set; }

    /// <summary>Whether address, name and roles are only at the user info endpoint, as some services do it.</summary>
    public bool IsShortToken { get; set; }

    /// <summary>The last request that brought a person here.</summary>
    public OpenIddictRequest? LastRequest { get; private set; }

    /// <param name="clock">Tokens get its times.</param>
    /// <param name="port">0 for a free one.</param>
    public static async Task<OpenIddictServer> StartAsync(TimeProvider clock, int port = 0)
    {
        var server = new OpenIddictServer(clock, port);
        await server._app.StartAsync();

        // The first answer makes its keys, and the desk waits for ten seconds only.
        using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        using var first = await http.GetAsync(new Uri(server.Address, ".well-known/openid-configuration"));
        first.EnsureSuccessStatusCode();
        return server;
    }

    private void Arrange(OpenIddictServerBuilder server, TimeProvider clock)
    {
        server.EnableDegradedMode();
        server
            .SetAuthorizationEndpointUris("connect/authorize")
            .SetTokenEndpointUris("connect/token")
            .SetUserInfoEndpointUris("connect/userinfo");
        server.AllowAuthorizationCodeFlow().RequireProofKeyForCodeExchange();
        server.AddEphemeralEncryptionKey().AddEphemeralSigningKey();
        server.RegisterScopes(Scopes.Email, Scopes.Profile);
        server.Configure(options => options.TimeProvider = clock);
        server.UseAspNetCore().DisableTransportSecurityRequirement();
        server.AddEventHandler<ValidateAuthorizationRequestContext>(handler => handler.UseInlineHandler(ValidateStart));
        server.AddEventHandler<ValidateTokenRequestContext>(handler => handler.UseInlineHandler(ValidateRedemption));
        server.AddEventHandler<HandleAuthorizationRequestContext>(handler => handler.UseInlineHandler(Answer));
        server.AddEventHandler<HandleUserInfoRequestContext>(handler => handler.UseInlineHandler(Tell));
    }

    private ValueTask ValidateStart(ValidateAuthorizationRequestContext context)
    {
        LastRequest = context.Request;
        if (context.ClientId != ClientId)
        {
            context.Reject(Errors.InvalidClient, "There is no such client.");
        }
        else if (context.RedirectUri?.EndsWith("/desk/sign-in/oidc/answer", StringComparison.Ordinal) != true)
        {
            context.Reject(Errors.InvalidRequest, "This address is not registered.");
        }

        return default;
    }

    private static ValueTask ValidateRedemption(ValidateTokenRequestContext context)
    {
        if (context.Request.ClientId != ClientId || context.Request.ClientSecret != ClientSecret)
        {
            context.Reject(Errors.InvalidClient, "Wrong client or secret.");
        }

        return default;
    }

    private ValueTask Answer(HandleAuthorizationRequestContext context)
    {
        if (Error is { } error)
        {
            context.Reject(error, "As the test asked.");
            return default;
        }

        var identity = new ClaimsIdentity("test", Claims.Name, Claims.Role);
        identity.SetClaim(Claims.Subject, Person.Subject);
        if (!IsShortToken)
        {
            identity
                .SetClaim(Claims.Email, Person.Email)
                .SetClaim(Claims.EmailVerified, Person.IsVerified)
                .SetClaim(Claims.Name, Person.Name)
                .SetClaims("roles", [.. Person.Roles]);
        }

        identity.SetDestinations(_ => [Destinations.IdentityToken, Destinations.AccessToken]);
        var principal = new ClaimsPrincipal(identity);
        principal.SetScopes(context.Request.GetScopes());
        context.SignIn(principal);
        return default;
    }

    private ValueTask Tell(HandleUserInfoRequestContext context)
    {
        context.Email = Person.Email;
        context.EmailVerified = Person.IsVerified;
        context.Claims[Claims.Name] = Person.Name;
        context.Claims["roles"] = new OpenIddictParameter([.. Person.Roles]);
        return default;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
