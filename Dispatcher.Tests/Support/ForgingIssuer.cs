using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Newsletter.Dispatcher.Tests.Support;

/// <summary>
/// An OpenID Connect service on loopback that can be made to lie, and takes a code as often as one likes. With
/// <see cref="TokenForgery.Nothing"/> its answers are good.
/// </summary>
internal sealed class ForgingIssuer : IAsyncDisposable
{
    public const string ClientId = "desk";
    public const string ClientSecret = "canary-secret-of-the-desk-with-32-bytes";

    private static readonly RsaSecurityKey Key = new(RSA.Create(2048)) { KeyId = "key-1" };
    private static readonly RsaSecurityKey OtherKey = new(RSA.Create(2048)) { KeyId = "key-2" };
    private static readonly RsaSecurityKey SameName = new(OtherKey.Rsa) { KeyId = Key.KeyId };

    private readonly WebApplication _app;
    private readonly TimeProvider _clock;
    private readonly ConcurrentDictionary<string, string> _nonces = new();

    private ForgingIssuer(TimeProvider clock)
    {
        _clock = clock;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRouting();
        _app = builder.Build();
        _app.UseRouting();
        _app.MapGet("/.well-known/openid-configuration", Configuration);
        _app.MapGet("/keys", Keys);
        _app.MapGet("/authorize", Authorize);

        // As a handler with a result: by itself the compiler takes it for one that writes its answer.
        _app.MapPost("/token", (Delegate)Token);
    }

    public Uri Address => new(_app.Urls.Single());

    public TokenForgery Forgery { get; set; }

    public OidcPersonSample Person { get; set; } = new();

    /// <summary>How often a code was redeemed.</summary>
    public int Redeemed { get; private set; }

    public static async Task<ForgingIssuer> StartAsync(TimeProvider clock)
    {
        var issuer = new ForgingIssuer(clock);
        await issuer._app.StartAsync();
        return issuer;
    }

    private IResult Configuration() =>
        Results.Json(
            new Dictionary<string, object>
            {
                ["issuer"] = Issuer,
                ["authorization_endpoint"] = $"{Issuer}authorize",
                ["token_endpoint"] = $"{Issuer}token",
                ["jwks_uri"] = $"{Issuer}keys",
                ["response_types_supported"] = new[] { "code" },
                ["subject_types_supported"] = new[] { "public" },
                ["id_token_signing_alg_values_supported"] = new[] { "RS256" },
            }
        );

    private static IResult Keys()
    {
        var key = JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(Key.Rsa.ExportParameters(false)));
        return Results.Json(
            new
            {
                keys = new[]
                {
                    new
                    {
                        kty = "RSA",
                        use = "sig",
                        alg = "RS256",
                        kid = Key.KeyId,
                        n = key.N,
                        e = key.E,
                    },
                },
            }
        );
    }

    private IResult Authorize(HttpContext context)
    {
        var query = context.Request.Query;
        var code = Guid.NewGuid().ToString("N");
        _nonces[code] = query["nonce"].ToString();
        return Results.Redirect(
            QueryHelpers.AddQueryString(
                query["redirect_uri"].ToString(),
                new Dictionary<string, string?> { ["code"] = code, ["state"] = query["state"].ToString() }
            )
        );
    }

    private async Task<IResult> Token(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync();
        Redeemed++;
        var answer = new Dictionary<string, object>
        {
            ["access_token"] = "an-access-token",
            ["token_type"] = "Bearer",
            ["expires_in"] = 300,
        };
        if (Forgery is not TokenForgery.NoToken)
        {
            answer["id_token"] = IdToken(_nonces[form["code"].ToString()]);
        }

        return Results.Json(answer);
    }

    private string IdToken(string nonce)
    {
        var now = _clock.GetUtcNow().UtcDateTime;
        var token = new SecurityTokenDescriptor
        {
            Issuer = Forgery is TokenForgery.WrongIssuer ? "http://127.0.0.1:1/" : Issuer,
            Audience = Forgery is TokenForgery.WrongAudience ? "another-client" : ClientId,
            IssuedAt = now,
            NotBefore = Forgery is TokenForgery.NotYetValid ? now.AddMinutes(30) : now,
            Expires = Forgery switch
            {
                TokenForgery.Expired => now.AddMinutes(-10),
                TokenForgery.NotYetValid => now.AddMinutes(40),
                _ => now.AddMinutes(5),
            },
            SigningCredentials = Signing(),
            Claims = new Dictionary<string, object>
            {
                ["sub"] = Person.Subject,
                ["email"] = Person.Email,
                ["email_verified"] = Person.IsVerified,
                ["name"] = Person.Name,
                ["roles"] = Person.Roles.ToArray(),
            },
        };
        if (Forgery is TokenForgery.Expired)
        {
            token.NotBefore = token.IssuedAt = now.AddMinutes(-20);
        }

        if (Forgery is TokenForgery.NoEnd)
        {
            token.Expires = null;
        }

        if (Forgery is not TokenForgery.NoNonce)
        {
            token.Claims["nonce"] = Forgery is TokenForgery.WrongNonce ? "1." + Guid.NewGuid() : nonce;
        }

        var written = new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(token);
        return Forgery is TokenForgery.ChangedAfterwards ? Promote(written) : written;
    }

    private SigningCredentials? Signing() =>
        Forgery switch
        {
            TokenForgery.Unsigned => null,
            TokenForgery.WrongKey => new(OtherKey, SecurityAlgorithms.RsaSha256),
            TokenForgery.WrongKeySameName => new(SameName, SecurityAlgorithms.RsaSha256),
            TokenForgery.SignedWithSecret => new(
                new SymmetricSecurityKey(Encoding.UTF8.GetBytes(ClientSecret)),
                SecurityAlgorithms.HmacSha256
            ),
            _ => new(Key, SecurityAlgorithms.RsaSha256),
        };

    /// <summary>Another role in a token that is signed already.</summary>
    private static string Promote(string token)
    {
        var parts = token.Split('.');
        var payload = JsonSerializer.Deserialize<Dictionary<string, object>>(WebEncoders.Base64UrlDecode(parts[1]))!;
        payload["roles"] = new[] { "boss" };
        parts[1] = WebEncoders.Base64UrlEncode(JsonSerializer.SerializeToUtf8Bytes(payload));
        return string.Join('.', parts);
    }

    private string Issuer => Address.ToString();

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
