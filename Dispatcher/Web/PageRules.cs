using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace Newsletter.Dispatcher.Web;

/// <summary>
/// What holds for every page: a method that it has no use for is refused and not shown the page, and no search engine
/// keeps an address that has somebody's token in it.
/// Tests: EveryPageTests.
/// </summary>
internal sealed class PageRules : IPageFilter
{
    public void OnPageHandlerSelected(PageHandlerSelectedContext context) { }

    public void OnPageHandlerExecuting(PageHandlerExecutingContext context)
    {
        var headers = context.HttpContext.Response.Headers;
        if (context.RouteData.Values.ContainsKey("token"))
        {
            headers["X-Robots-Tag"] = "noindex, nofollow";
        }

        // MVC would hand a page null for it, as if the address had no such part.
        if (context.RouteData.Values.Values.Any(part => part is string text && string.IsNullOrWhiteSpace(text)))
        {
            context.Result = new NotFoundResult();
            return;
        }

        // An error page has no handlers: it answers every method.
        if (context.HandlerMethod is null && context.ActionDescriptor.HandlerMethods.Count > 0)
        {
            var methods = context
                .ActionDescriptor.HandlerMethods.Select(handler => handler.HttpMethod.ToUpperInvariant())
                .Distinct();
            headers.Allow = string.Join(
                ", ",
                methods.SelectMany(method => method == "GET" ? ["GET", "HEAD"] : new[] { method })
            );
            context.Result = new StatusCodeResult(StatusCodes.Status405MethodNotAllowed);
        }
    }

    public void OnPageHandlerExecuted(PageHandlerExecutedContext context) { }
}
