using System.Net;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Newsletter.Dispatcher.Accounts;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Desk;

/// <summary>
/// Stands before every address of the desk: who it is, and whether the table gives the right. It comes before a body is
/// read, so that a stranger cannot upload. Tests: DeskGateTests.
/// </summary>
internal sealed class DeskGate(RequestDelegate next, NewsletterSettings newsletter, DeskCookies cookies)
{
    /// <summary>Only from this server, images that the page itself made, and pages in frames.</summary>
    private const string Policy =
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
        + "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint() is not RouteEndpoint endpoint || !DeskRights.IsDesk(endpoint))
        {
            await next(context);
            return;
        }

        var isHttps = context.Request.IsHttps;
        if (cookies.IsSecure)
        {
            // A proxy on this machine speaks HTTPS for us; what else comes in clear text is refused below.
            context.Request.Scheme = Uri.UriSchemeHttps;
        }

        await LearnWhoAsync(context);
        if (IsShownAgain(context))
        {
            await next(context);
            return;
        }

        context.Response.OnStarting(() =>
        {
            if (context.Response.Headers.ContentSecurityPolicy.Count == 0)
            {
                context.Response.Headers.ContentSecurityPolicy = Policy;
            }

            return Task.CompletedTask;
        });
        if (!DeskAddressRule.MayShow(newsletter.BaseUrl, isHttps, IsFromHere(context)))
        {
            context.Response.StatusCode = StatusCodes.Status421MisdirectedRequest;
            return;
        }

        await LetInAsync(context, endpoint);
    }

    private static async Task LearnWhoAsync(HttpContext context)
    {
        var answer = await context.AuthenticateAsync(DeskServices.Scheme);
        context.User = answer.Principal ?? context.User;
    }

    private async Task LetInAsync(HttpContext context, RouteEndpoint endpoint)
    {
        var isLook = HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);
        var row = DeskRights.Of(endpoint);
        var right = isLook ? row?.Look : row?.Change ?? row?.Look;
        if (right is Right.None)
        {
            await next(context);
        }
        else if (DeskPerson.Of(context.User) is not { } person)
        {
            await AskAsync(context, endpoint);
        }
        else if (right is null || !person.Can(right.Value))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
        }
        else
        {
            await next(context);
        }
    }

    /// <summary>A person is sent to the way in; a program is told.</summary>
    private static Task AskAsync(HttpContext context, RouteEndpoint endpoint)
    {
        if (endpoint.Metadata.GetMetadata<PageActionDescriptor>() is not null)
        {
            return context.ChallengeAsync(DeskServices.Scheme);
        }

        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        return Task.CompletedTask;
    }

    /// <summary>An error page is shown for a request that was looked at before.</summary>
    private static bool IsShownAgain(HttpContext context) =>
        context.Features.Get<IStatusCodeReExecuteFeature>() is not null
        || context.Features.Get<IExceptionHandlerFeature>() is not null;

    private static bool IsFromHere(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address);
}
