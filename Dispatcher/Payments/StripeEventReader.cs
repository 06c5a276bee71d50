using System.Globalization;
using System.Text.Json;
using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Payments;

/// <summary>
/// From an event's JSON to what it means, pure. Reads the shapes of old and of newer API versions.
/// Tests: PaymentOrderTests.
/// </summary>
/// <remarks>
/// An endpoint at Stripe keeps the API version of the day it was made, so both come. Since 2025 an invoice has its
/// subscription below <c>parent</c>, a line its price below <c>pricing</c>, and a charge no invoice any more.
/// </remarks>
/// <param name="price">Our yearly price.</param>
/// <param name="newsletter">What our checkout writes into the metadata, so that two newsletters may share an
/// account.</param>
internal sealed class StripeEventReader(string price, string newsletter)
{
    /// <summary>Metadata of what our checkout makes: whose it is.</summary>
    public const string SubscriberKey = "subscriber_id";

    /// <summary>Metadata of what our checkout makes: which newsletter it is for.</summary>
    public const string NewsletterKey = "newsletter";

    /// <returns>Null where this is no event.</returns>
    public StripeEvent? Read(JsonElement json)
    {
        var about = json.At("data", "object");
        return
            json.Text("id") is { Length: > 0 and <= 255 } id
            && json.Text("type") is { Length: > 0 and <= 255 } type
            && json.UnixSeconds("created") is { } at
            && about is { } what
            ? new(id, type, at, Fact(type, what, json.At("data", "previous_attributes"), at))
            : null;
    }

    /// <param name="before">What an update has changed, as it was.</param>
    private StripeFact? Fact(string type, JsonElement about, JsonElement? before, DateTimeOffset at) =>
        type switch
        {
            "checkout.session.completed" when about.Text("mode") == "subscription" => new CheckedOut(
                Whose(about, about.At("metadata"), isOurPrice: false)
            ),
            "invoice.paid" => Paid(about, at),
            "invoice.payment_failed" => new CollectionFailed(about.Id("customer")),

            "customer.subscription.updated"
                when about.Id("id") is { } id
                    && (before?.Has("cancel_at_period_end") == true || before?.Has("cancel_at") == true) =>
                new CancellationChanged(
                    OfSubscription(about),
                    at,
                    id,
                    about.Flag("cancel_at_period_end") || about.UnixSeconds("cancel_at") is not null
                ),
            "customer.subscription.deleted" => new SubscriptionEnded(
                OfSubscription(about),
                about.UnixSeconds("ended_at") ?? at,
                about.Id("id")
            ),
            "charge.refunded" when about.Flag("refunded") => new MoneyBack(
                about.Id("invoice"),
                about.Id("payment_intent"),
                at
            ),

            // A dispute takes the money at once. An inquiry takes nothing yet.
            "charge.dispute.created"
                when about.Text("status")?.StartsWith("warning_", StringComparison.Ordinal) != true => new MoneyBack(
                Invoice: null,
                about.Id("payment_intent"),
                at
            ),
            _ => null,
        };

    /// <returns>Null where it is not said which invoice.</returns>
    private StripeFact? Paid(JsonElement invoice, DateTimeOffset at)
    {
        if (invoice.Text("id") is not { Length: > 0 and <= 255 } id)
        {
            return null;
        }

        var details = invoice.At("parent", "subscription_details") ?? invoice.At("subscription_details");
        var lines = InvoiceLine.Of(invoice);
        var metadata =
            details?.At("metadata")
            ?? lines.Select(line => line.Metadata).FirstOrDefault(written => written?.Text(SubscriberKey) is not null);
        var buyer = Whose(invoice, metadata, isOurPrice: lines.Any(line => line.Price == price));
        var isOurCheckout = buyer.SubscriberId is not null;
        var subscription = invoice.Id("subscription") ?? details?.Id("subscription");

        // The invoice's own period_end is that of the year before; what is paid for is in the lines.
        return subscription is not null && PaidPeriod.EndOf(lines, price, isOurCheckout) is { } end
            ? new InvoicePaid(
                buyer,
                id,
                invoice.Number("amount_paid") ?? 0,
                invoice.Text("currency") ?? "",
                invoice.UnixSeconds("status_transitions", "paid_at") ?? at,
                end,
                subscription
            )
            : new NothingOfOurs(id, isOurCheckout || lines.Any(line => line.Price == price));
    }

    private Buyer OfSubscription(JsonElement about) =>
        Whose(about, about.At("metadata"), about.List("items", "data").Any(item => item.Id("price") == price));

    private Buyer Whose(JsonElement about, JsonElement? metadata, bool isOurPrice)
    {
        var written = metadata?.Text(SubscriberKey);
        long? id =
            metadata?.Text(NewsletterKey) == newsletter
            && long.TryParse(written, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? number
                : null;
        return new(id, about.Id("customer"), IsForReaders: isOurPrice || written is not null);
    }
}
