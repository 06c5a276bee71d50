using System.Globalization;
using System.Text.Json;

namespace Newsletter.Dispatcher.Payments;

/// <summary>From an event's JSON to what it means, pure. Reads the shapes of old and of newer API versions.</summary>
/// <remarks>
/// An endpoint at Stripe keeps the API version of the day it was made, so both come. Since 2025 an invoice has its
/// subscription below <c>parent</c>, a line its price below <c>pricing</c>, and a charge no invoice any more.
/// </remarks>
/// <param name="price">Our yearly price.</param>
/// <param name="newsletter">What our checkout writes into the metadata, so that two newsletters may share an account.</param>
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
        return json.Text("id") is { Length: > 0 and <= 255 } id && json.Text("type") is { Length: > 0 and <= 255 } type && json.Instant("created") is { } at && about is { } what
            ? new(id, type, at, Fact(type, what, json.At("data", "previous_attributes"), at))
            : null;
    }

    /// <param name="before">What an update has changed, as it was.</param>
    private StripeFact? Fact(string type, JsonElement about, JsonElement? before, DateTimeOffset at) => type switch
    {
        "checkout.session.completed" when about.Text("mode") == "subscription" => new CheckedOut(Whose(about, about.At("metadata"), isOurPrice: false)),
        "invoice.paid" => Paid(about, at),
        "invoice.payment_failed" => new CollectionFailed(about.Id("customer")),

        "customer.subscription.updated" when about.Id("id") is { } id && (Has(before, "cancel_at_period_end") || Has(before, "cancel_at")) =>
            new CancellationChanged(OfSubscription(about), at, id, about.Flag("cancel_at_period_end") || about.Instant("cancel_at") is not null),
        "customer.subscription.deleted" => new SubscriptionEnded(OfSubscription(about), about.Instant("ended_at") ?? at, about.Id("id")),
        "charge.refunded" when about.Flag("refunded") => new MoneyBack(about.Id("invoice"), about.Id("payment_intent"), at),

        // A dispute takes the money at once. An inquiry takes nothing yet.
        "charge.dispute.created" when about.Text("status")?.StartsWith("warning_", StringComparison.Ordinal) != true =>
            new MoneyBack(Invoice: null, about.Id("payment_intent"), at),
        _ => null,
    };

    private InvoicePaid? Paid(JsonElement invoice, DateTimeOffset at)
    {
        // The invoice's own period_end is that of the year before; what is paid for is in the lines.
        var lines = invoice.List("lines", "data");
        var end = lines.Select(line => line.Instant("period", "end")).Max();
        var details = invoice.At("parent", "subscription_details") ?? invoice.At("subscription_details");
        var subscription = invoice.Id("subscription") ?? details?.Id("subscription");
        if (subscription is null || end is null || invoice.Text("id") is not { Length: > 0 and <= 255 } id)
        {
            return null;
        }

        var isOurPrice = lines.Any(line => line.Id("pricing", "price_details", "price") == price || line.Id("price") == price);
        return new(
            Whose(invoice, details?.At("metadata") ?? lines.Select(line => line.At("metadata")).FirstOrDefault(), isOurPrice),
            id,
            invoice.Number("amount_paid") ?? 0,
            invoice.Text("currency") ?? "",
            invoice.Instant("status_transitions", "paid_at") ?? at,
            end.Value,
            subscription);
    }

    private static bool Has(JsonElement? json, string name) => json is { ValueKind: JsonValueKind.Object } there && there.TryGetProperty(name, out _);

    private Buyer OfSubscription(JsonElement about) => Whose(about, about.At("metadata"), about.List("items", "data").Any(item => item.Id("price") == price));

    private Buyer Whose(JsonElement about, JsonElement? metadata, bool isOurPrice)
    {
        var written = metadata?.Text(SubscriberKey);
        long? id = metadata?.Text(NewsletterKey) == newsletter && long.TryParse(written, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        return new(id, about.Id("customer"), IsForReaders: isOurPrice || written is not null);
    }
}

/// <summary>Looks into JSON of others: whatever is missing or of another type is null.</summary>
file static class ForeignJson
{
    public static JsonElement? At(this JsonElement json, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty(name, out json))
            {
                return null;
            }
        }

        return json.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined ? null : json;
    }

    public static string? Text(this JsonElement json, params ReadOnlySpan<string> path) =>
        json.At(path) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    /// <summary>The id of an object that is either named or written out.</summary>
    public static string? Id(this JsonElement json, params ReadOnlySpan<string> path) =>
        (json.Text(path) ?? json.At(path)?.Text("id")) is { Length: > 0 and <= 255 } id ? id : null;

    public static long? Number(this JsonElement json, params ReadOnlySpan<string> path) =>
        json.At(path) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var value) ? value : null;

    /// <summary>Unix seconds of the years 1970 to 9999.</summary>
    public static DateTimeOffset? Instant(this JsonElement json, params ReadOnlySpan<string> path) =>
        json.Number(path) is { } seconds and >= 0 and <= 253_402_300_799 ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;

    public static bool Flag(this JsonElement json, string name) => json.At(name) is { ValueKind: JsonValueKind.True };

    public static IReadOnlyList<JsonElement> List(this JsonElement json, params ReadOnlySpan<string> path) =>
        json.At(path) is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray()] : [];
}
