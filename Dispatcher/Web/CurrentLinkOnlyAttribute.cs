using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Newsletter.Dispatcher.Subscriptions.Links;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Web;

/// <summary>
/// Marks a page whose link must not be older than the last renewal of the person's links. An old link leads to the page
/// that says so and offers a new one; a link that is not ours leads nowhere.
/// Tests: LinkPageTests.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class CurrentLinkOnlyAttribute(TokenPurpose purpose) : Attribute, IAsyncPageFilter
{
    public TokenPurpose Purpose => purpose;

    public Task OnPageHandlerSelectionAsync(PageHandlerSelectedContext context) => Task.CompletedTask;

    public async Task OnPageHandlerExecutionAsync(
        PageHandlerExecutingContext context,
        PageHandlerExecutionDelegate next
    )
    {
        var request = context.HttpContext;
        var token = context.RouteData.Values["token"] as string ?? "";
        var links = request.RequestServices.GetRequiredService<ReaderLinks>();
        switch (await links.OpenAsync(purpose, token, request.RequestAborted))
        {
            case null:
                context.Result = new NotFoundResult();
                break;
            case { IsCurrent: false }:
                request.Response.Headers.Location = $"{request.Request.PathBase}/old/{token}";
                context.Result = new StatusCodeResult(StatusCodes.Status303SeeOther);
                break;
            default:
                await next();
                break;
        }
    }
}
