using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Newsletter.Dispatcher.Bounces.Providers;

namespace Newsletter.Dispatcher.Web;

/// <summary>
/// <c>POST /webhooks/ses</c> and the like: what mail providers tell about messages that they could not deliver.
/// Tests: PostPlacesTests.
/// </summary>
internal static class ProviderEndpoints
{
    /// <summary>There is no such address for a provider without its settings.</summary>
    public static void MapProviders(this IEndpointRouteBuilder routes)
    {
        foreach (var provider in routes.ServiceProvider.GetServices<IMailProvider>())
        {
            var places = PostPlaces.OfProvider();
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

        using var body = new PlacedBody(places);
        if (await body.ReadAsync(context) is { } status)
        {
            return TypedResults.StatusCode(status);
        }

        var standing = await inbox.TakeAsync(provider, body.Bytes, Header, context.RequestAborted);
        return Answer(context, standing);
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
}
