using System.Globalization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Newsletter.Dispatcher.Web.Pages;

/// <summary>
/// What somebody sees when an address leads nowhere or something went wrong; never why, that is in the log.
/// Tests: EveryPageTests.
/// </summary>
/// <remarks>
/// It has no handlers and binds nothing: it answers every method, also for a request whose form cannot be read.
/// </remarks>
internal sealed class ErrorModel : PageModel
{
    /// <summary>The status whose words are said.</summary>
    private int _kind;

    public string HeadingKey => string.Create(CultureInfo.InvariantCulture, $"Error.{_kind}.Heading");

    public string AdviceKey => string.Create(CultureInfo.InvariantCulture, $"Error.{_kind}.Advice");

    /// <remarks>Its name would make it a handler for the method PAGE.</remarks>
    [NonHandler]
    public override void OnPageHandlerExecuting(PageHandlerExecutingContext context)
    {
        // Somebody who types the address of this page finds what is at any other address that does not exist.
        var isMeant =
            HttpContext.Features.Get<IStatusCodeReExecuteFeature>() is not null
            || HttpContext.Features.Get<IExceptionHandlerFeature>() is not null;
        var status = int.TryParse(RouteData.Values["status"] as string, CultureInfo.InvariantCulture, out var asked)
            ? asked
            : 404;

        // The status of a failure is chosen before; the address of the page says 500 for all of them.
        status = HttpContext.Features.Get<IExceptionHandlerFeature>() is null ? status : Response.StatusCode;
        Response.StatusCode = isMeant && status is >= 400 and < 600 ? status : 404;
        _kind = Response.StatusCode switch
        {
            404 or 405 or 408 or 413 or 429 or 503 => Response.StatusCode,
            431 => 413,
            < 500 => 400,
            _ => 500,
        };
    }
}
