using System.Text.Json;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Payments;

/// <summary>Events as Stripe posts them, cut down to what matters and a little that does not.</summary>
internal static class StripeEvents
{
    public const string Newsletter = "https://letter.example.com";

    public static string CheckedOut(string id, long subscriber, DateTimeOffset at, string customer = "cus_1") =>
        Event(
            id,
            "checkout.session.completed",
            at,
            new
            {
                id = "cs_1",
                @object = "checkout.session",
                mode = "subscription",
                client_reference_id = $"{subscriber}",
                customer,
                subscription = "sub_1",
                metadata = Metadata(subscriber),
            }
        );

    /// <summary>As API versions since 2025 have it.</summary>
    public static string Paid(
        string id,
        long? subscriber,
        string invoice,
        DateTimeOffset at,
        DateTimeOffset end,
        string customer = "cus_1",
        string price = StripeServer.Price,
        string newsletter = Newsletter,
        string subscription = "sub_1"
    ) =>
        Event(
            id,
            "invoice.paid",
            at.AddSeconds(3),
            new
            {
                id = invoice,
                @object = "invoice",
                customer,
                amount_paid = 6000,
                currency = "eur",
                period_end = at.ToUnixTimeSeconds(),
                status_transitions = new { paid_at = at.ToUnixTimeSeconds() },
                parent = new
                {
                    type = "subscription_details",
                    subscription_details = new
                    {
                        subscription,
                        metadata = subscriber is { } whose ? Metadata(whose, newsletter) : [],
                    },
                },
                lines = new
                {
                    data = new object[]
                    {
                        new
                        {
                            amount = 6000,
                            period = new { start = at.ToUnixTimeSeconds(), end = end.ToUnixTimeSeconds() },
                            pricing = new { price_details = new { price } },
                        },
                    },
                },
            }
        );

    /// <summary>As API versions before 2025 have it.</summary>
    public static string OldPaid(string id, long? subscriber, string invoice, DateTimeOffset at, DateTimeOffset end) =>
        Event(
            id,
            "invoice.paid",
            at,
            new
            {
                id = invoice,
                @object = "invoice",
                customer = "cus_1",
                amount_paid = 6000,
                currency = "eur",
                subscription = "sub_1",
                subscription_details = new { metadata = subscriber is { } whose ? Metadata(whose) : [] },
                lines = new
                {
                    data = new object[]
                    {
                        new
                        {
                            period = new { start = at.ToUnixTimeSeconds(), end = end.ToUnixTimeSeconds() },
                            price = new { id = StripeServer.Price },
                        },
                    },
                },
            }
        );

    public static string Updated(
        string id,
        long subscriber,
        DateTimeOffset at,
        bool isCancelled = true,
        string subscription = "sub_1"
    ) =>
        Event(
            id,
            "customer.subscription.updated",
            at,
            new
            {
                id = subscription,
                customer = "cus_1",
                cancel_at_period_end = isCancelled,
                metadata = Metadata(subscriber),
            },
            new { cancel_at_period_end = !isCancelled }
        );

    public static string Deleted(string id, long subscriber, DateTimeOffset at, string subscription = "sub_1") =>
        Event(
            id,
            "customer.subscription.deleted",
            at.AddHours(1),
            new
            {
                id = subscription,
                customer = "cus_1",
                ended_at = at.ToUnixTimeSeconds(),
                metadata = Metadata(subscriber),
            }
        );

    public static string Refunded(
        string id,
        string intent,
        DateTimeOffset at,
        bool isFull = true,
        string? invoice = null
    ) =>
        Event(
            id,
            "charge.refunded",
            at,
            new
            {
                id = "ch_1",
                customer = "cus_1",
                payment_intent = intent,
                invoice,
                amount = 6000,
                amount_refunded = isFull ? 6000 : 1000,
                refunded = isFull,
            }
        );

    public static string Disputed(string id, string intent, DateTimeOffset at, string status = "needs_response") =>
        Event(
            id,
            "charge.dispute.created",
            at,
            new
            {
                id = "dp_1",
                charge = "ch_1",
                payment_intent = intent,
                status,
            }
        );

    public static string Failed(string id, DateTimeOffset at) =>
        Event(id, "invoice.payment_failed", at, new { id = "in_9", customer = "cus_1" });

    public static string Event(string id, string type, DateTimeOffset at, object about, object? before = null) =>
        JsonSerializer.Serialize(
            new
            {
                id,
                @object = "event",
                api_version = "2024-06-20",
                created = at.ToUnixTimeSeconds(),
                type,
                livemode = false,
                pending_webhooks = 1,
                data = new { @object = about, previous_attributes = before },
            }
        );

    private static Dictionary<string, string> Metadata(long subscriber, string newsletter = Newsletter) =>
        new() { ["subscriber_id"] = $"{subscriber}", ["newsletter"] = newsletter };
}
