namespace Newsletter.Dispatcher.Subscribers.Import.Forms;

/// <summary>
/// phpList: tabs or commas, headers by the name of the field or in words, and any columns that were ticked. Its dates
/// are those of its server, and taken for UTC.
/// Tests: ForeignFormTests.
/// </summary>
internal static class PhpList
{
    private static readonly string[] Confirmed =
    [
        "confirmed",
        "is_this_subscriber_confirmed",
        "is_the_email_of_this_user_confirmed",
        "is_the_email_of_this_subscriber_confirmed",
    ];

    private static readonly string[] Blacklisted =
    [
        "blacklisted",
        "is_this_subscriber_blacklisted",
        "is_this_user_blacklisted",
    ];

    private static readonly string[] Disabled = ["disabled", "is_this_account_disabled"];

    public static readonly ForeignForm Form = new()
    {
        Product = "phpList",
        TellTales =
        [
            .. Confirmed.Skip(1).Select(column => new[] { column }),
            .. Blacklisted.Skip(1).Select(column => new[] { column }),
            ["confirmed", "blacklisted"],
            ["confirmed", "entered"],
            ["blacklisted", "entered"],
            ["list_membership"],
            ["bouncecount"],
            ["send_this_subscriber_html_emails"],
            ["htmlemail"],
        ],
        Email = ["email", "email_address"],
        FirstName = ["first_name", "firstname"],
        LastName = ["last_name", "lastname", "surname"],
        FullName = ["name", "full_name"],
        CreatedAt = ["entered"],
        Standing = [.. Confirmed, .. Blacklisted, .. Disabled],
        SaysNoMore =
        [
            "optedin",
            "bouncecount",
            "number_of_bounces",
            "list_membership",
            "did_this_subscriber_manually_confirm",
            "has_this_subscriber_opted_in",
            "has_this_subscriber_manually_confirmed",
            "send_this_subscriber_html_emails",
            "htmlemail",
            "subscribepage",
            "which_page_was_used_to_subscribe",
            "rssfrequency",
        ],
        Needed = [Confirmed, Blacklisted],
        Stand = Stand,
    };

    private static Standing Stand(ForeignRow row)
    {
        if (row.Is(Blacklisted) || row.Is(Disabled))
        {
            return new(SubscriberStatus.Unsubscribed);
        }

        return new(row.Is(Confirmed) ? SubscriberStatus.Active : SubscriberStatus.Pending);
    }
}
