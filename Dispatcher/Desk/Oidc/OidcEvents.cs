using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.IdentityModel.Tokens;
using Newsletter.Dispatcher.Accounts.Oidc;
using Newsletter.Dispatcher.Accounts.Sessions;
using Newsletter.Dispatcher.Accounts.SignIn;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Text;
using Newsletter.Dispatcher.Web;

namespace Newsletter.Dispatcher.Desk.Oidc;

/// <summary>
/// What happens at each step of a sign-in by another service. A refused person comes back to the sign-in page with one
/// plain line, and the log has the cause. Tests: OidcSignInTests.
/// </summary>
internal sealed partial class OidcEvents(
    OidcSettings settings,
    NewsletterSettings newsletter,
    OidcAccounts accounts,
    UsedAnswers used,
    DeskSessions sessions,
    ILogger<OidcEvents> logger
) : OpenIdConnectEvents
{
    /// <summary>The parameter of the sign-in page that says why.</summary>
    public const string Parameter = "oidc";

    private const int LongestCause = 300;

    /// <summary>The way back is the newsletter's own address, whatever a request says of its host.</summary>
    public override Task RedirectToIdentityProvider(RedirectContext context)
    {
        context.ProtocolMessage.RedirectUri = newsletter.BaseUrl.TrimEnd('/') + OidcSetup.AnswerPath;
        return Task.CompletedTask;
    }

    /// <summary>
    /// The signature, issuer, audience and times are good; now the algorithm, and that it is the first.
    /// </summary>
    public override async Task TokenValidated(TokenValidatedContext context)
    {
        var token = context.SecurityToken;
        if (!OidcTokens.IsSigned(token.Header.Alg))
        {
            context.Fail(new SecurityTokenInvalidAlgorithmException($"The token is signed with {token.Header.Alg}."));
        }
        else if (
            token.Payload.Nonce is { Length: > 0 } nonce
            && !await used.TakeAsync("oidc", nonce, context.HttpContext.RequestAborted)
        )
        {
            context.Fail(new AuthenticationFailureException("This answer was used before."));
        }
    }

    /// <summary>The person is known: an account, a session, and on to the page that was asked for.</summary>
    public override async Task TicketReceived(TicketReceivedContext context)
    {
        context.HandleResponse();
        var http = context.HttpContext;
        var decision = OidcRule.Decide([.. context.Principal!.Claims], settings);
        if (decision is OidcResult.Refused no)
        {
            Refuse(http, no.Refusal, no.Detail);
            return;
        }

        var entry = await accounts.EnterAsync(
            ((OidcResult.Taken)decision).Person,
            ClientNetwork.Of(http.Connection.RemoteIpAddress),
            http.RequestAborted
        );
        switch (entry)
        {
            case OidcEntry.Known known:
                await sessions.OpenAsync(http, known.Account, SessionWay.Oidc);
                http.Response.Redirect(http.Request.PathBase + DeskPlace.Safe(context.ReturnUri));
                break;
            case OidcEntry.Refused refused:
                Refuse(http, refused.Refusal, refused.Detail);
                break;
        }
    }

    public override Task RemoteFailure(RemoteFailureContext context)
    {
        context.HandleResponse();
        var failure = context.Failure ?? new AuthenticationFailureException("no cause");
        Refuse(context.HttpContext, OidcTokens.Why(failure), $"{failure.GetType().Name}: {failure.Message}");
        return Task.CompletedTask;
    }

    /// <summary>Back to the sign-in page, with a word for the sentence there.</summary>
    public void Refuse(HttpContext context, OidcRefusal refusal, string cause)
    {
        var clean = LogText.Clean(cause.Length > LongestCause ? cause[..LongestCause] : cause);
        LogRefused(settings.Name, OidcRefusals.Words.Of(refusal), clean);
        context.Response.Redirect(
            QueryHelpers.AddQueryString(
                $"{context.Request.PathBase}/desk/sign-in",
                Parameter,
                OidcRefusals.Words.Of(refusal)
            )
        );
    }

    [LoggerMessage(9311, LogLevel.Warning, "A sign-in by {Service} was refused ({Refusal}): {Cause}")]
    private partial void LogRefused(string service, string refusal, string cause);
}
