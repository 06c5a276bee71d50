using Microsoft.AspNetCore.Http.Features;

namespace Newsletter.Dispatcher.Web;

/// <summary>
/// Marks a page whose address and method say everything: the body of a request is never read, so that no body of any
/// size, type or form can make the request fail.
/// Tests: PageTurnsTests.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class UnreadBodyAttribute : Attribute
{
    /// <summary>
    /// Makes a request one without a body. The server throws away what still comes, for some seconds.
    /// </summary>
    public static void TakeAway(HttpContext context)
    {
        // With the usual limit the server would close the connection, and the client might lose the answer.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = null;
        }

        var request = context.Request;
        request.Body = Stream.Null;
        request.ContentType = null;
        request.ContentLength = null;
    }
}
