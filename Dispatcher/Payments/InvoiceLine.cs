using System.Text.Json;
using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Payments;

/// <summary>
/// One line of an invoice at Stripe, as far as a term depends on it. Reads the shapes of old and of newer API versions.
/// Tests: PaymentOrderTests.
/// </summary>
internal sealed record InvoiceLine
{
    /// <summary>Stripe's id of the price; null where the line has none, such as an amount that was typed in.</summary>
    public required string? Price { get; init; }

    /// <summary>
    /// In the currency's smallest unit, before discounts; below 0 for a credit. Null where Stripe does not say it.
    /// </summary>
    public required long? Amount { get; init; }

    public required DateTimeOffset? PeriodStartsAt { get; init; }

    /// <summary>First instant that the line does not pay for.</summary>
    public required DateTimeOffset? PeriodEndsAt { get; init; }

    /// <summary>
    /// True for the regular line of a subscription: nothing that was sold once, and no part of a period after a change.
    /// </summary>
    public required bool IsRegular { get; init; }

    /// <summary>Of a regular line it is the subscription's own.</summary>
    public required JsonElement? Metadata { get; init; }

    /// <summary>A credit gives money back for a period, so it pays for none.</summary>
    public bool IsCredit => Amount < 0;

    /// <summary>The lines that come with an invoice.</summary>
    public static IReadOnlyList<InvoiceLine> Of(JsonElement invoice) => [.. invoice.List("lines", "data").Select(Read)];

    private static InvoiceLine Read(JsonElement line)
    {
        var item = line.At("parent", "subscription_item_details");
        return new()
        {
            Price = line.Id("pricing", "price_details", "price") ?? line.Id("price") ?? line.Id("plan"),
            Amount = line.Number("amount"),
            PeriodStartsAt = line.UnixSeconds("period", "start"),
            PeriodEndsAt = line.UnixSeconds("period", "end"),
            IsRegular =
                (item is not null || line.Text("type") == "subscription")
                && !line.Flag("proration")
                && item?.Flag("proration") != true,
            Metadata = line.At("metadata"),
        };
    }
}
