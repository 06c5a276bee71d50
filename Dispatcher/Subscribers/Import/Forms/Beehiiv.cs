namespace Newsletter.Dispatcher.Subscribers.Import.Forms;

/// <summary>
/// beehiiv: the export of subscriptions. Its <c>inactive</c> is somebody who has unsubscribed; the premium tier is
/// paid, without an end in the file.
/// Tests: ForeignFormTests.
/// </summary>
internal static class Beehiiv
{
    private static readonly string[] Tier =
    [
        "subscription_tier",
        "subscription_premium_tiers",
        "subscription_premium_tier_names",
        "premium_tiers",
        "tier",
    ];

    public static readonly ForeignForm Form = new()
    {
        Product = "beehiiv",
        TellTales =
        [
            ["status", "subscription_tier"],
            ["status", "subscription_premium_tiers"],
            ["status", "subscription_premium_tier_names"],
            ["status", "referral_code"],
        ],
        Email = ["email", "email_address"],
        FirstName = ["first_name"],
        LastName = ["last_name"],
        FullName = ["name"],
        Tags = ["tags"],
        CreatedAt = ["created", "created_at", "created_at_(utc)", "subscribed_at", "subscription_created_at"],
        Standing = ["status", "subscription_status", "unsubscribed_at", "unsubscribed_on", "unsubscribed", .. Tier],
        SaysNoMore = ["double_opt_in"],
        Stand = Stand,
    };

    private static Standing Stand(ForeignRow row)
    {
        if (row.Says("unsubscribed_at", "unsubscribed_on", "unsubscribed"))
        {
            return new(SubscriberStatus.Unsubscribed);
        }

        var standing = row.Text("status", "subscription_status").ToLowerInvariant() switch
        {
            "inactive" => new(SubscriberStatus.Unsubscribed),
            "validating" or "needs_attention" or "needs attention" => new(SubscriberStatus.Pending),
            "invalid" => new(SubscriberStatus.Bounced),
            "paused" => new(SubscriberStatus.Paused),
            "" => new(SubscriberStatus.Pending),
            var word => ForeignStatus.Of(word, "status"),
        };
        var tier = row.Text(Tier).ToLowerInvariant();
        var isPaid = standing.Status == SubscriberStatus.Active && tier is not ("" or "free" or "none");
        return standing with { Term = isPaid ? SubscriberTerm.Paid : null };
    }
}
