using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Newsletter.Dispatcher.Settings;
using Stripe;
using BillingPortal = Stripe.BillingPortal;
using Sessions = Stripe.Checkout;

namespace Newsletter.Dispatcher.Payments;

/// <summary>
/// Takes a reader to Stripe's own pages, to pay there or to change or cancel what they pay. This program never sees a
/// card number.
/// Tests: PayPageTests.
/// </summary>
internal sealed partial class Checkout(
    IStripeClient stripe,
    StripeSettings settings,
    NewsletterSettings newsletter,
    TimeProvider clock,
    ILogger<Checkout> logger
)
{
    /// <summary>Two clicks within it lead to one and the same checkout.</summary>
    private static readonly TimeSpan OneWish = TimeSpan.FromMinutes(10);

    /// <param name="back">The reader's manage page, where Stripe sends them afterwards.</param>
    /// <returns>Stripe's page for the payment; null when Stripe cannot be reached or refuses, which is
    /// logged.</returns>
    public async Task<Uri?> BeginAsync(Payer payer, string back, CancellationToken cancellationToken)
    {
        var metadata = new Dictionary<string, string>
        {
            [StripeEventReader.SubscriberKey] = payer.Id.ToString(CultureInfo.InvariantCulture),
            [StripeEventReader.NewsletterKey] = newsletter.BaseUrl,
        };
        var options = new Sessions.SessionCreateOptions
        {
            Mode = "subscription",
            LineItems = [new() { Price = settings.Price, Quantity = 1 }],
            ClientReferenceId = metadata[StripeEventReader.SubscriberKey],
            Customer = payer.StripeCustomer,
            CustomerEmail = payer.StripeCustomer is null ? payer.Email : null,
            ExpiresAt = Expiry(),
            SuccessUrl = back,
            CancelUrl = back,
            Metadata = metadata,
            SubscriptionData = new() { Metadata = metadata },
        };
        try
        {
            var session = await new Sessions.SessionService(stripe).CreateAsync(
                options,
                Once(payer, back),
                cancellationToken
            );
            return Trusted(session.Url, payer.Id);
        }
        catch (StripeException e)
            when (payer.StripeCustomer is not null && e.StripeError is { Code: "resource_missing", Param: "customer" })
        {
            // The customer was deleted at Stripe; the reader may still pay, as a new one.
            return await BeginAsync(payer with { StripeCustomer = null }, back, cancellationToken);
        }
        catch (Exception e) when (StripeCall.Failed(e, cancellationToken))
        {
            LogFailed("the checkout", payer.Id, StripeCall.ForLog(e));
            return null;
        }
    }

    /// <inheritdoc cref="BeginAsync"/>
    /// <summary>Where a reader who has paid sees invoices, changes the card, or cancels.</summary>
    public async Task<Uri?> ManageAsync(Payer payer, string back, CancellationToken cancellationToken)
    {
        try
        {
            var session = await new BillingPortal.SessionService(stripe).CreateAsync(
                new() { Customer = payer.StripeCustomer, ReturnUrl = back },
                requestOptions: null,
                cancellationToken
            );
            return Trusted(session.Url, payer.Id);
        }
        catch (Exception e) when (StripeCall.Failed(e, cancellationToken))
        {
            LogFailed("the billing page", payer.Id, StripeCall.ForLog(e));
            return null;
        }
    }

    /// <summary>
    /// The expiry is rounded to the idempotency window, so that repeated clicks send identical parameters; Stripe
    /// allows no less than 30 minutes.
    /// </summary>
    private DateTime Expiry() =>
        new DateTime(((clock.GetUtcNow().UtcTicks / OneWish.Ticks) + 1) * OneWish.Ticks, DateTimeKind.Utc)
        + TimeSpan.FromMinutes(30);

    private Uri? Trusted(string? address, long subscriberId)
    {
        var page = StripeAddress.Trusted(address, settings.ApiBase);
        if (page is null)
        {
            LogFailed("a page", subscriberId, "an address that is not Stripe's");
        }

        return page;
    }

    /// <summary>
    /// Stripe answers the same key with the same checkout, and refuses it for another one: so everything of the wish is
    /// in it.
    /// </summary>
    private RequestOptions Once(Payer payer, string back)
    {
        var wish =
            $"{payer.Id}\n{payer.StripeCustomer}\n{payer.Email}\n{back}\n{settings.Price}\n"
            + $"{clock.GetUtcNow().Ticks / OneWish.Ticks}";
        return new()
        {
            IdempotencyKey = $"checkout-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(wish)))}",
        };
    }

    [LoggerMessage(
        6010,
        LogLevel.Error,
        "Stripe did not give {What} for subscriber {SubscriberId}: {Why}. The reader was asked to try again later."
    )]
    private partial void LogFailed(string what, long subscriberId, string why);
}
