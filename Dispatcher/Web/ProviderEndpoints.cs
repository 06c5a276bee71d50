using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Newsletter.Dispatcher.Bounces.Providers;

namespace Newsletter.Dispatcher.Web;

/// <summary>
/// <c>POST /webhooks/ses</c> and the like: what mail providers tell about messages that they could not deliver.
/// </summary>
internal static class ProviderEndpoints
{
    /// <summary>Bodies in memory at a time: they are read before it is known whether a provider wrote them.</summary>
    private const int MostAtOnce = 32;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>There is no such address for a provider without its settings.</summary>
    public static void MapProviders(this IEndpointRouteBuilder routes)
    {
        var places = new SemaphoreSlim(MostAtOnce);
        foreach (var provider in routes.ServiceProvider.GetServices<IMailProvider>())
        {
            routes
                .MapPost(
                    $"/webhooks/{provider.Name}",
                    (HttpContext context, ProviderInbox inbox) =>
                        InTurnAsync(places, context, () => TakeAsync(context, inbox, provider))
                )
                .WithMetadata(new RequestSizeLimitAttribute(provider.LargestBody));
        }
    }

    private static async Task<IResult> InTurnAsync(
        SemaphoreSlim places,
        HttpContext context,
        Func<Task<IResult>> takeAsync
    )
    {
        if (!await places.WaitAsync(Patience, context.RequestAborted))
        {
            return TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable);
        }

        try
        {
            return await takeAsync();
        }
        finally
        {
            places.Release();
        }
    }

    private static async Task<IResult> TakeAsync(HttpContext context, ProviderInbox inbox, IMailProvider provider)
    {
        // A program reads the answer, not a person.
        context.Features.Get<IStatusCodePagesFeature>()?.Enabled = false;
        using var body = new MemoryStream();
        try
        {
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        }
        catch (BadHttpRequestException e)
        {
            return TypedResults.StatusCode(e.StatusCode);
        }

        string? Header(string name) => context.Request.Headers[name] is [{ } value] ? value : null;
        var standing = await inbox.TakeAsync(
            provider,
            body.GetBuffer().AsMemory(0, (int)body.Length),
            Header,
            context.RequestAborted
        );
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
