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
    public string Heading { get; private set; } = "";

    public string Advice { get; private set; } = "";

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
        (Heading, Advice) = Response.StatusCode switch
        {
            404 => (
                "Nothing is here",
                "The address may be old, or a character of it was lost on the way. The newest mail from us has links "
                    + "that work."
            ),
            405 => ("Not like this", "Please follow the link again, and use the button on the page."),
            408 => ("That took too long", "Only a part of it arrived. Please try again."),
            413 or 431 => ("Too much", "What was sent is larger than anything that this page asks for."),
            429 => (
                "A little slower, please",
                "There were many requests from your network. Try again in a few minutes."
            ),
            503 => ("Very busy just now", "Nothing was changed. Please try again in a few minutes."),
            < 500 => ("That was not understood", "Please go back and try once more."),
            _ => (
                "Something went wrong here",
                "It is not your fault, and it is written down. Please try again in a few minutes."
            ),
        };
    }
}
