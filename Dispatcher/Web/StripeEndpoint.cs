using System.Text;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Newsletter.Dispatcher.Payments;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Web;

/// <summary>What Stripe posts to us. Tests: WebhookTests.</summary>
internal static class StripeEndpoint
{
    /// <summary>Events are a few kB; an invoice of many lines is more than a form of ours.</summary>
    private const int LargestBody = 256 * 1024;

    /// <summary>There is no such address without Stripe's keys.</summary>
    public static void MapStripe(this IEndpointRouteBuilder routes)
    {
        if (routes.ServiceProvider.GetRequiredService<DispatcherSettings>().Stripe is not null)
        {
            var places = PostPlaces.OfProvider();
            routes
                .MapPost(
                    "/webhooks/stripe",
                    (
                        HttpContext context,
                        StripeSettings stripe,
                        StripeEventReader reader,
                        PaymentStore book,
                        TimeProvider clock
                    ) => TakeAsync(context, stripe, reader, book, clock, places)
                )
                .WithMetadata(new RequestSizeLimitAttribute(LargestBody));
        }
    }

    private static async Task<IResult> TakeAsync(
        HttpContext context,
        StripeSettings stripe,
        StripeEventReader reader,
        PaymentStore book,
        TimeProvider clock,
        PostPlaces places
    )
    {
        // A program reads the answer, not a person.
        context.Features.Get<IStatusCodePagesFeature>()?.Enabled = false;
        string? signature = context.Request.Headers["Stripe-Signature"];
        if (!WebhookSignature.IsPossible(signature, clock.GetUtcNow()))
        {
            return TypedResults.StatusCode(
                context.Request.ContentLength > LargestBody
                    ? StatusCodes.Status413PayloadTooLarge
                    : StatusCodes.Status400BadRequest
            );
        }

        using var body = new PlacedBody(places);
        if (await body.ReadAsync(context) is { } status)
        {
            return TypedResults.StatusCode(status);
        }

        // The answer gives no reason, so that a forger learns nothing.
        using var json = WebhookSignature.Open(
            Encoding.UTF8.GetString(body.Bytes.Span),
            signature,
            stripe.WebhookSecret,
            clock.GetUtcNow()
        );
        if (json is null || reader.Read(json.RootElement) is not { } happened)
        {
            return TypedResults.StatusCode(StatusCodes.Status400BadRequest);
        }

        return await book.TakeAsync(happened, context.RequestAborted)
            ? TypedResults.StatusCode(StatusCodes.Status200OK)
            : TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable);
    }
}
