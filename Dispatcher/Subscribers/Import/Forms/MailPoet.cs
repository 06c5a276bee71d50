namespace Newsletter.Dispatcher.Subscribers.Import.Forms;

/// <summary>
/// MailPoet, for WordPress: the export of subscribers. Somebody may have left one list, or all: what says less mail
/// counts.
/// </summary>
internal static class MailPoet
{
    private static readonly string[] Statuses = ["global_status", "list_status", "status", "subscriber_status"];

    public static readonly ForeignForm Form = new()
    {
        Product = "MailPoet",
        TellTales =
        [
            ["list_status"],
            ["global_status"],
        ],
        Email = ["email", "email_address"],
        FirstName = ["first_name", "firstname"],
        LastName = ["last_name", "lastname"],
        Tags = ["list", "lists", "segment", "tags"],
        CreatedAt = ["subscribed_on", "created_at", "subscribed_at", "last_subscribed_at"],
        ConfirmedAt = ["confirmed_at"],
        Standing = Statuses,
        SaysNoMore = ["subscribed_ip", "confirmed_ip"],
        NeverHas = ["uuid"],
        Stand = row =>
        {
            var least = ForeignStatus.Least(Statuses.Select(column => ForeignStatus.Of(row.Text(column), column)));
            return least is { Status: null, Problem: null } ? new(SubscriberStatus.Pending) : least;
        },
    };
}
