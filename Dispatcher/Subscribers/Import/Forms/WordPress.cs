namespace Newsletter.Dispatcher.Subscribers.Import.Forms;

/// <summary>
/// WordPress: the export of the plugin Newsletter, which writes a letter for the status, and that of the site's users,
/// where
/// nobody was asked about a newsletter: they are <c>pending</c> as long as no column says that they agreed.
/// Tests: ForeignFormTests.
/// </summary>
internal static class WordPress
{
    private static readonly string[] Status = ["status", "subscriber_status", "newsletter_status"];

    private static readonly string[] Agreed =
    [
        "newsletter",
        "newsletter_optin",
        "newsletter_opt_in",
        "subscribed",
        "mailing_list",
    ];

    public static readonly ForeignForm Form = new()
    {
        Product = "WordPress",
        TellTales =
        [
            ["user_login", "user_email"],
            ["user_email", "user_registered"],
            ["user_email", "display_name"],
            ["user_email", "role"],
            ["surname", "status", "token"],
            ["status", "token", "date"],
            ["surname", "gender", "status"],
        ],
        Email = ["user_email", "email"],
        FirstName = ["first_name", "name"],
        LastName = ["last_name", "surname"],
        FullName = ["display_name"],
        CreatedAt = ["user_registered", "date", "created", "registered"],
        Standing = [.. Status, .. Agreed],
        SaysNoMore = ["user_status", "user_activation_key", "spam", "deleted"],
        NeverHas = ["uuid", "subscription_tier"],
        Stand = Stand,
    };

    private static Standing Stand(ForeignRow row)
    {
        var word = row.Text(Status);
        if (word.Length > 0)
        {
            return word.ToUpperInvariant() switch
            {
                "C" => new(SubscriberStatus.Active),
                "S" => new(SubscriberStatus.Pending),
                "U" => new(SubscriberStatus.Unsubscribed),
                "B" => new(SubscriberStatus.Bounced),
                "P" => new(SubscriberStatus.Complained),
                _ => ForeignStatus.Of(word, "status"),
            };
        }

        return row.Answer(Agreed);
    }
}
