using System.Globalization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Newsletter.Dispatcher.Desk.Pages;

/// <summary>What went wrong at the desk, and what to do. Tests: DeskGateTests.</summary>
/// <remarks>It has no handlers and binds nothing: it answers every method.</remarks>
internal sealed class DeskErrorModel : PageModel
{
    public string Heading =>
        Response.StatusCode switch
        {
            400 => "This form is too old",
            403 => "Your role may not do this",
            404 => "Nothing is here",
            413 => "That is too large",
            421 => "The desk is served over HTTPS only",
            _ => "This did not work",
        };

    public string Advice =>
        Response.StatusCode switch
        {
            400 => "Go back, load the page again, and send the form once more. What you typed is still on that page.",
            403 => "Nothing was changed. An owner can give your account another role.",
            404 => "The address is wrong, or what was here is gone.",
            413 => "Nothing was changed. Send a smaller file.",
            421 => "Open the desk at the newsletter's https address, or on the machine itself at localhost.",
            _ => "Nothing more was done. Load the page again; the log of the service has the cause.",
        };

    /// <remarks>Its name would make it a handler for the method PAGE.</remarks>
    [NonHandler]
    public override void OnPageHandlerExecuting(PageHandlerExecutingContext context)
    {
        var isMeant = HttpContext.Features.Get<IStatusCodeReExecuteFeature>() is not null;
        Response.StatusCode =
            isMeant
            && int.TryParse(RouteData.Values["status"] as string, CultureInfo.InvariantCulture, out var status)
            && status is >= 400 and < 600
                ? status
                : StatusCodes.Status404NotFound;
    }
}
