using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.Options;
using Newsletter.Dispatcher.Accounts.Oidc;
using Newsletter.Dispatcher.Accounts.SignIn;
using Newsletter.Dispatcher.Web;

namespace Newsletter.Dispatcher.Desk.Oidc;

/// <summary>
/// The way to the sign-in service and back. Both are GET, because a browser follows a form's redirects only to
/// addresses that the policy of the page names, and nobody knows which pages a service goes through. Neither changes
/// anything before the service has answered. Tests: OidcSignInTests.
/// </summary>
internal static class OidcEndpoints
{
    public static void MapDeskOidc(this IEndpointRouteBuilder routes)
    {
        routes.MapLook(OidcSetup.StartPath, StartAsync);
        routes.MapLook(OidcSetup.AnswerPath, AnswerAsync);
    }

    private static async Task StartAsync(
        HttpContext context,
        string? to,
        IOptionsMonitor<OpenIdConnectOptions> options,
        OidcEvents events
    )
    {
        // A link on another site does not sign anybody in.
        if (context.Request.Headers["Sec-Fetch-Site"].ToString() is "cross-site" or "same-site")
        {
            context.Response.Redirect($"{context.Request.PathBase}/desk/sign-in");
            return;
        }

        try
        {
            await options.Get(OidcSetup.Scheme).ConfigurationManager!.GetConfigurationAsync(context.RequestAborted);
        }
        catch (Exception e)
            when (OidcTokens.Why(e) is OidcRefusal.Unreachable && !context.RequestAborted.IsCancellationRequested)
        {
            events.Refuse(context, OidcRefusal.Unreachable, e.Message);
            return;
        }

        await context.ChallengeAsync(
            OidcSetup.Scheme,
            new AuthenticationProperties { RedirectUri = DeskPlace.Safe(to) }
        );
    }

    private static async Task AnswerAsync(HttpContext context, IAuthenticationHandlerProvider handlers)
    {
        var handler = await handlers.GetHandlerAsync(context, OidcSetup.Scheme) as IAuthenticationRequestHandler;
        if (handler is null || !await handler.HandleRequestAsync())
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
        }
    }
}
