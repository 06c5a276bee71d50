namespace Newsletter.Dispatcher.Subscribers.Import.Forms;

/// <summary>
/// MailerLite: the export of subscribers. Its column <c>Subscribed</c> is the day of joining, <c>Unsubscribed</c> that
/// of leaving.
/// Tests: ForeignFormTests.
/// </summary>
internal static class MailerLite
{
    private static readonly string[] Status = ["status", "type", "state", "subscriber_status"];

    private static readonly string[] Left =
    [
        "unsubscribed",
        "unsubscribed_at",
        "date_unsubscribed",
        "unsubscribe_date",
        "unsubscribe_time",
        "unsubscribed_date",
    ];

    private static readonly string[] Bounced = ["bounced", "bounced_at", "bounce_date", "date_bounced"];

    public static readonly ForeignForm Form = new()
    {
        Product = "MailerLite",
        TellTales =
        [
            ["subscriber", "subscribed"],
            ["subscriber", "sent", "opens"],
            ["subscriber", "sent", "opened"],
            ["email", "sent", "opens", "clicks"],
            ["email", "sent", "opened", "clicked"],
            ["optin_ip", "optin_timestamp"],
        ],
        Email = ["subscriber", "email", "e_mail", "email_address"],
        FirstName = ["first_name", "name"],
        LastName = ["last_name"],
        Tags = ["groups", "group"],
        CreatedAt =
        [
            "subscribed",
            "subscribed_at",
            "date_subscribed",
            "subscribe_date",
            "date_created",
            "created_at",
            "signup_timestamp",
        ],
        ConfirmedAt = ["opted_in_at", "optin_at", "optin_timestamp", "confirmed_at", "confirmation_timestamp"],
        Standing = [.. Status, .. Left, .. Bounced],
        SaysNoMore = ["optin_ip", "optin_source"],
        NeverHas = ["leid", "euid", "member_rating"],
        Needed =
        [
            [.. Status, .. Left],
        ],
        Stand = row =>
            ForeignStatus.Least(
                new(SubscriberStatus.Active),
                Word(row),
                new(row.Says(Left) ? SubscriberStatus.Unsubscribed : null),
                new(row.Says(Bounced) ? SubscriberStatus.Bounced : null)
            ),
    };

    private static Standing Word(ForeignRow row) => ForeignStatus.Of(row.Text(Status), "status");
}
