namespace Newsletter.Dispatcher.Subscribers.Import.Forms;

/// <summary>
/// Buttondown: the export of subscribers, and that of unsubscribers, which some years had no type.
/// Tests: ForeignFormTests.
/// </summary>
internal static class Buttondown
{
    public static readonly ForeignForm Form = new()
    {
        Product = "Buttondown",
        TellTales =
        [
            ["subscriber_type"],
            ["unsubscription_date"],
            ["undeliverability_date"],
            ["creation_date"],
            ["email_address", "type"],
            ["notes", "metadata"],
        ],
        Email = ["email_address", "email"],
        FirstName = ["first_name"],
        LastName = ["last_name"],
        FullName = ["name"],
        Tags = ["tags"],
        CreatedAt = ["creation_date", "created_at", "created", "subscription_date"],
        Standing = ["type", "subscriber_type", "status", "unsubscription_date", "undeliverability_date"],
        SaysNoMore =
        [
            "unsubscription_reason",
            "undeliverability_reason",
            "churn_date",
            "upgrade_date",
            "gift_subscription_message",
            "source",
            "premium_since",
        ],
        Stand = Stand,
    };

    private static Standing Stand(ForeignRow row)
    {
        var type = row.Text("type", "subscriber_type", "status").Replace(' ', '_');
        var standing = ForeignStatus.Of(type, "type");
        if (standing.Problem is not null || standing.Status == SubscriberStatus.Complained)
        {
            return standing;
        }

        if (row.Text("unsubscription_date").Length > 0)
        {
            return new(SubscriberStatus.Unsubscribed);
        }

        if (row.Text("undeliverability_date").Length > 0)
        {
            return new(SubscriberStatus.Bounced);
        }

        var isPaid = type.ToLowerInvariant() is "premium" or "paid" or "gifted" or "churning" or "past_due";
        return standing with { Term = isPaid ? SubscriberTerm.Paid : null };
    }
}
