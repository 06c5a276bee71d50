namespace Newsletter.Dispatcher.Subscribers.Import.Forms;

/// <summary>
/// Shopify: the export of customers. Most of them bought something and never agreed to a newsletter, so only a yes
/// counts;
/// a customer who was not asked is <c>pending</c>.
/// </summary>
internal static class Shopify
{
    private static readonly string[] Accepts =
    [
        "accepts_email_marketing",
        "accepts_marketing",
        "email_marketing:_status",
        "email_marketing_consent",
        "email_subscription_status",
    ];

    public static readonly ForeignForm Form = new()
    {
        Product = "Shopify",
        TellTales =
        [
            ["accepts_email_marketing"],
            ["accepts_marketing", "total_spent"],
            ["accepts_marketing", "total_orders"],
            ["accepts_marketing", "tax_exempt"],
            ["total_spent", "total_orders", "tax_exempt"],
            ["email_marketing:_status"],
        ],
        Email = ["email"],
        FirstName = ["first_name"],
        LastName = ["last_name"],
        Tags = ["tags"],
        CreatedAt = ["created_at"],
        Standing = Accepts,
        SaysNoMore = ["email_marketing:_level", "email_marketing:_updated_at", "state", "verified_email"],
        Needed = [Accepts],
        Stand = row => row.Answer(Accepts),
    };
}
