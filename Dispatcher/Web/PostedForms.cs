using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
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
        var largest = context.GetEndpoint()?.Metadata.GetMetadata<LargeBodyAttribute>()?.Bytes;
        if (largest is not null && context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } most)
        {
            most.MaxRequestBodySize = largest;
        }

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
            else if (await RefusalAsync(context, largest ?? WebServices.LargestBody) is { } status)
            {
                context.Response.StatusCode = status;
                return;
            }
        }

        await next(context);
    }

    /// <summary>A list of 200 MB takes this long at 350 kB a second.</summary>
    private static readonly TimeSpan LongestUpload = TimeSpan.FromMinutes(10);

    /// <summary>A text field of a page with a large body is an issue, which is at most this long.</summary>
    private const int LongestText = 2 * 1024 * 1024;

    private static FormOptions FormOf(long largest) =>
        largest > WebServices.LargestBody
            ? new()
            {
                MultipartBodyLengthLimit = largest,
                ValueLengthLimit = LongestText,
                BufferBodyLengthLimit = largest,
            }
            : new();

    private static async Task<int?> RefusalAsync(HttpContext context, long largest)
    {
        var request = context.Request;
        if (!request.HasFormContentType)
        {
            return request.ContentLength > largest ? StatusCodes.Status413PayloadTooLarge : null;
        }

        try
        {
            await TimedBody.ReadAsync(
                context,
                token => request.ReadFormAsync(FormOf(largest), token),
                largest > WebServices.LargestBody ? LongestUpload : TimedBody.Longest
            );
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
