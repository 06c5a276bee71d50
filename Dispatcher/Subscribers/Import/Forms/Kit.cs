namespace Newsletter.Dispatcher.Subscribers.Import.Forms;

/// <summary>
/// Kit, formerly ConvertKit: the export of subscribers. <c>inactive</c> is its word for not confirmed, <c>cancelled</c>
/// for who left.
/// </summary>
internal static class Kit
{
    private static readonly string[] Status = ["status", "state"];

    private static readonly string[] Left = ["cancelled_at", "canceled_at", "unsubscribed_at"];

    public static readonly ForeignForm Form = new()
    {
        Product = "Kit",
        TellTales =
        [
            ["state", "first_name"],
            ["id", "first_name", "status"],
            ["id", "first_name", "created_at"],
            ["id", "name", "state"],
            ["id", "name", "status", "tags"],
            ["subscriber_id", "status"],
        ],
        Email = ["email_address", "email"],
        FirstName = ["first_name"],
        LastName = ["last_name"],
        FullName = ["name"],
        Tags = ["tags"],
        CreatedAt = ["created_at", "subscribed_at"],
        Standing = [.. Status, .. Left],
        NeverHas = ["subscription_tier", "subscription_premium_tiers", "referral_code", "token"],
        Stand = row =>
            row.Says(Left) ? new(SubscriberStatus.Unsubscribed) : ForeignStatus.Of(row.Text(Status), "status"),
    };
}
