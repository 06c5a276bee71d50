using System.Text;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Newsletter.Dispatcher.Payments;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Web;

/// <summary>What Stripe posts to us.</summary>
internal static class StripeEndpoint
{
    /// <summary>Events are a few kB; an invoice of many lines is more than a form of ours.</summary>
    private const int LargestBody = 256 * 1024;

    /// <summary>There is no such address without Stripe's keys.</summary>
    public static void MapStripe(this IEndpointRouteBuilder routes)
    {
        if (routes.ServiceProvider.GetRequiredService<DispatcherSettings>().Stripe is not null)
        {
            routes.MapPost("/webhooks/stripe", TakeAsync).WithMetadata(new RequestSizeLimitAttribute(LargestBody));
        }
    }

    private static async Task<IResult> TakeAsync(
        HttpContext context,
        StripeSettings stripe,
        StripeEventReader reader,
        PaymentStore book,
        TimeProvider clock
    )
    {
        // A program reads the answer, not a person.
        context.Features.Get<IStatusCodePagesFeature>()?.Enabled = false;
        string body;
        try
        {
            using var text = new StreamReader(
                context.Request.Body,
                new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
                detectEncodingFromByteOrderMarks: false
            );
            body = await TimedBody.ReadAsync(context, TimedBody.Longest, text.ReadToEndAsync);
        }
        catch (BadHttpRequestException e)
        {
            return TypedResults.StatusCode(e.StatusCode);
        }

        // The answer gives no reason, so that a forger learns nothing.
        using var json = WebhookSignature.Open(
            body,
            context.Request.Headers["Stripe-Signature"],
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
