using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Newsletter.Dispatcher.Bounces.Providers;

namespace Newsletter.Dispatcher.Web;

/// <summary>
/// <c>POST /webhooks/ses</c> and the like: what mail providers tell about messages that they could not deliver.
/// </summary>
internal static class ProviderEndpoints
{
    /// <summary>
    /// Nearly every notice is shorter. So much is read without a place: slow strangers keep no short notice out.
    /// </summary>
    private const int WithoutPlace = 16 * 1024;

    private const int MostAtOnce = 16;
    private const int MostPerNetwork = 4;

    /// <summary>There is no such address for a provider without its settings.</summary>
    public static void MapProviders(this IEndpointRouteBuilder routes)
    {
        foreach (var provider in routes.ServiceProvider.GetServices<IMailProvider>())
        {
            var places = new PostPlaces(MostAtOnce, MostPerNetwork);
            routes
                .MapPost(
                    $"/webhooks/{provider.Name}",
                    (HttpContext context, ProviderInbox inbox) => TakeAsync(context, inbox, provider, places)
                )
                .WithMetadata(new RequestSizeLimitAttribute(provider.LargestBody));
        }
    }

    private static async Task<IResult> TakeAsync(
        HttpContext context,
        ProviderInbox inbox,
        IMailProvider provider,
        PostPlaces places
    )
    {
        // A program reads the answer, not a person.
        context.Features.Get<IStatusCodePagesFeature>()?.Enabled = false;
        string? Header(string name) => context.Request.Headers[name] is [{ } value] ? value : null;
        if (provider.Refuse(Header) is { } refused)
        {
            return context.Request.ContentLength > provider.LargestBody
                ? TypedResults.StatusCode(StatusCodes.Status413PayloadTooLarge)
                : Answer(context, refused);
        }

        using var body = new MemoryStream();
        using var place = new PlaceHolder();
        try
        {
            var isRead = await TimedBody.ReadAsync(
                context,
                TimedBody.Longest,
                cancellationToken => ReadAsync(context, body, places, place, cancellationToken)
            );
            if (!isRead)
            {
                return TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable);
            }
        }
        catch (BadHttpRequestException e)
        {
            return TypedResults.StatusCode(e.StatusCode);
        }

        var standing = await inbox.TakeAsync(
            provider,
            body.GetBuffer().AsMemory(0, (int)body.Length),
            Header,
            context.RequestAborted
        );
        return Answer(context, standing);
    }

    /// <returns>False when no place came free in time.</returns>
    private static async Task<bool> ReadAsync(
        HttpContext context,
        MemoryStream body,
        PostPlaces places,
        PlaceHolder place,
        CancellationToken cancellationToken
    )
    {
        var buffer = new byte[WithoutPlace];
        while (await context.Request.Body.ReadAsync(buffer, cancellationToken) is > 0 and var read)
        {
            if (place.Place is null && body.Length + read > WithoutPlace)
            {
                var network = ClientNetwork.Wide(context.Connection.RemoteIpAddress);
                place.Place = await places.TakeAsync(network, cancellationToken);
                if (place.Place is null)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    return false;
                }
            }

            body.Write(buffer, 0, read);
        }

        return true;
    }

    private static StatusCodeHttpResult Answer(HttpContext context, ProviderStanding standing)
    {
        if (standing is ProviderStanding.NotLoggedIn)
        {
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"webhooks\"";
        }

        return TypedResults.StatusCode(
            standing switch
            {
                ProviderStanding.Genuine => StatusCodes.Status200OK,
                ProviderStanding.Forged => StatusCodes.Status403Forbidden,
                ProviderStanding.NotLoggedIn => StatusCodes.Status401Unauthorized,
                _ => StatusCodes.Status503ServiceUnavailable,
            }
        );
    }

    /// <summary>The place of a large body, once it has one.</summary>
    private sealed class PlaceHolder : IDisposable
    {
        public IDisposable? Place { get; set; }

        public void Dispose() => Place?.Dispose();
    }
}
