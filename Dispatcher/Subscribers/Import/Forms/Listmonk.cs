namespace Newsletter.Dispatcher.Subscribers.Import.Forms;

/// <summary>
/// listmonk: the export of subscribers. It knows who was blocklisted, not who left a list; where the file has the
/// status of the subscription too, that counts.
/// Tests: ForeignFormTests.
/// </summary>
internal static class Listmonk
{
    public static readonly ForeignForm Form = new()
    {
        Product = "listmonk",
        TellTales =
        [
            ["uuid", "attributes"],
            ["uuid", "status"],
            ["uuid", "name"],
        ],
        Email = ["email"],
        FirstName = ["first_name"],
        LastName = ["last_name"],
        FullName = ["name"],
        Tags = ["lists", "tags"],
        CreatedAt = ["created_at"],
        Standing = ["status", "subscription_status"],
        Needed =
        [
            ["status"],
        ],
        Stand = Stand,
    };

    private static Standing Stand(ForeignRow row)
    {
        var person = ForeignStatus.Of(row.Text("status"), "status");
        var isAway = person.Problem is not null || person.Status is not (null or SubscriberStatus.Active);
        return isAway || !row.Has("subscription_status")
            ? person
            : ForeignStatus.Of(row.Text("subscription_status"), "subscription_status");
    }
}
