using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Diagnostics;

namespace Newsletter.Dispatcher.Desk;

/// <summary>
/// Takes no change from a page that is not ours: every request of the desk that is not a look brings the token that our
/// page gave. Tests: DeskGateTests.
/// </summary>
internal sealed class DeskForms(RequestDelegate next, IAntiforgery antiforgery)
{
    /// <summary>For scripts; a form has a hidden field.</summary>
    public const string Header = "X-Desk-Token";

    public async Task InvokeAsync(HttpContext context)
    {
        var isLook = HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);
        if (
            !isLook
            && context.Features.Get<IStatusCodeReExecuteFeature>() is null
            && context.GetEndpoint() is RouteEndpoint endpoint
            && DeskRights.IsDesk(endpoint)
            && !await antiforgery.IsRequestValidAsync(context)
        )
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        await next(context);
    }
}
