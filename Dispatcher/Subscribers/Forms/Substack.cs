namespace Newsletter.Dispatcher.Subscribers.Forms;

/// <summary>
/// Substack: the export of all subscribers (<c>email,active_subscription,expiry …</c>), its older form, and the export of
/// the dashboard (<c>Email,Name,Stripe plan …</c>). Who cancels a payment there goes on reading for free.
/// </summary>
internal static class Substack
{
    private static readonly string[] Expiry = ["expiration_date", "expiry"];

    public static readonly ForeignForm Form = new()
    {
        Product = "Substack",
        TellTales = [["active_subscription"], ["email_disabled"], ["stripe_plan"], ["paid_upgrade_date"], ["first_paid_date"],
            ["subscription_type", "start_date"], ["type", "start_date"], ["expiry", "type"]],
        Email = ["email"],
        FullName = ["name"],
        CreatedAt = ["created_at", "start_date"],
        Standing = [.. Expiry, "email_disabled", "unsubscribed_at", "active_subscription", "subscription_type", "type", "stripe_plan", "plan"],
        Stand = Stand,
    };

    private static Standing Stand(ForeignRow row)
    {
        if (row.Is("email_disabled") || row.Text("unsubscribed_at").Length > 0)
        {
            return new(SubscriberStatus.Unsubscribed);
        }

        var end = row.Date(Expiry);
        return IsPaid(row) && (end is null || row.IsToCome(end))
            ? new(SubscriberStatus.Active, SubscriberTerm.Paid, end)
            : new(SubscriberStatus.Active);
    }

    private static bool IsPaid(ForeignRow row)
    {
        if (row.Has("active_subscription"))
        {
            return row.Is("active_subscription");
        }

        var plan = string.Join(' ', row.Text("subscription_type"), row.Text("type"), row.Text("stripe_plan"), row.Text("plan")).ToLowerInvariant();
        string[] paid = ["paid", "comp", "gift", "year", "annual", "month", "founding", "lifetime"];
        return paid.Any(word => plan.Contains(word, StringComparison.Ordinal));
    }
}
