using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Newsletter.Dispatcher.Web;

/// <summary>
/// Reads a form before its page does. Left to itself a page takes one that is too large or broken for an empty one;
/// here it is refused, with the status that says why. Only POST brings a body to a page, and never to one that is
/// marked so.
/// Tests: FuzzedRequestTests.
/// </summary>
internal sealed class PostedForms(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        // An error page is shown for the same request once more; its form was looked at before.
        var isFirst =
            context.Features.Get<IStatusCodeReExecuteFeature>() is null
            && context.Features.Get<IExceptionHandlerFeature>() is null;
        var isPage = context.GetEndpoint()?.Metadata.GetMetadata<PageActionDescriptor>() is not null;
        if (isFirst && isPage)
        {
            // MVC reads a form with any method, and leaves all that a page asks for empty when it cannot.
            if (
                !HttpMethods.IsPost(context.Request.Method)
                || context.GetEndpoint()?.Metadata.GetMetadata<UnreadBodyAttribute>() is not null
            )
            {
                UnreadBodyAttribute.TakeAway(context);
            }
            else if (await RefusalAsync(context) is { } status)
            {
                context.Response.StatusCode = status;
                return;
            }
        }

        await next(context);
    }

    private static async Task<int?> RefusalAsync(HttpContext context)
    {
        var request = context.Request;
        if (!request.HasFormContentType)
        {
            return request.ContentLength > WebServices.LargestBody ? StatusCodes.Status413PayloadTooLarge : null;
        }

        try
        {
            await TimedBody.ReadAsync(context, token => request.ReadFormAsync(token));
            return null;
        }
        catch (BadHttpRequestException e)
        {
            return e.StatusCode;
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            return StatusCodes.Status400BadRequest;
        }
        catch (NotSupportedException)
        {
            // A charset that .NET refuses to read, such as UTF-7.
            return StatusCodes.Status415UnsupportedMediaType;
        }
    }
}
