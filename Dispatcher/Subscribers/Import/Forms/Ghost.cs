namespace Newsletter.Dispatcher.Subscribers.Import.Forms;

/// <summary>
/// Ghost: the export of members. A tier, or the complimentary plan, is a paid term whose end the file does not know.
/// Tests: ForeignFormTests.
/// </summary>
internal static class Ghost
{
    public static readonly ForeignForm Form = new()
    {
        Product = "Ghost",
        TellTales =
        [
            ["subscribed_to_emails"],
            ["complimentary_plan"],
        ],
        Email = ["email"],
        FullName = ["name"],
        Tags = ["labels"],
        CreatedAt = ["created_at"],
        Standing = ["subscribed_to_emails", "subscribed", "complimentary_plan", "deleted_at", "tiers", "products"],
        Needed =
        [
            ["subscribed_to_emails", "subscribed"],
        ],
        Stand = Stand,
    };

    private static Standing Stand(ForeignRow row)
    {
        if (row.IsNot("subscribed_to_emails", "subscribed") || row.Text("deleted_at").Length > 0)
        {
            return new(SubscriberStatus.Unsubscribed);
        }

        var isPaid = row.Is("complimentary_plan") || row.Text("tiers", "products").Length > 0;
        return new(SubscriberStatus.Active, isPaid ? SubscriberTerm.Paid : null);
    }
}
