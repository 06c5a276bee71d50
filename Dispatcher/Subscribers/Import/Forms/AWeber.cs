namespace Newsletter.Dispatcher.Subscribers.Import.Forms;

/// <summary>
/// AWeber: the export of subscribers. A person who left has a stop time, and a stop status that is not 0; a person who
/// has not confirmed is not verified. Its dates have the month first.
/// Tests: ForeignFormTests.
/// </summary>
internal static class AWeber
{
    private static readonly string[] StopTime =
    [
        "stop_time",
        "unsubscribed_at",
        "date_unsubscribed",
        "unsubscribe_date",
    ];

    private static readonly string[] StopStatus = ["stop_status", "unsubscribe_method", "unsubscribe_reason"];

    private static readonly string[] Status = ["status", "subscriber_status"];

    private static readonly string[] Verified = ["verified", "is_verified"];

    public static readonly ForeignForm Form = new()
    {
        Product = "AWeber",
        TellTales =
        [
            ["stop_time"],
            ["stop_status"],
            ["ad_tracking"],
        ],
        Email = ["email", "email_address", "subscriber_email"],
        FirstName = ["first_name"],
        LastName = ["last_name"],
        FullName = ["name"],
        Tags = ["tags"],
        CreatedAt = ["date_added", "subscribed_at", "date_subscribed", "created_at", "add_time", "subscribed_on"],
        ConfirmedAt = ["verified_at", "date_verified", "verified_time"],
        Standing = [.. StopTime, .. StopStatus, .. Status, .. Verified],
        SaysNoMore = ["subscription_method", "web_form_url", "last_followup_message_number_sent"],
        DateForms =
        [
            "MM/dd/yy h:mmtt",
            "MM/dd/yy hh:mmtt",
            "MM/dd/yy h:mm tt",
            "MM/dd/yyyy h:mmtt",
            "MM/dd/yyyy h:mm tt",
            "MM/dd/yyyy HH:mm",
            "MM/dd/yyyy",
            "MM/dd/yy HH:mm",
            "MM/dd/yy",
        ],
        Needed =
        [
            [.. StopTime, .. StopStatus, .. Status],
        ],
        Stand = Stand,
    };

    private static Standing Stand(ForeignRow row)
    {
        var reason = row.Text(StopStatus);
        bool Names(string stem) => reason.Contains(stem, StringComparison.OrdinalIgnoreCase);
        var word = ForeignStatus.Clear(reason);
        SubscriberStatus? stopped =
            SubscriberMerge.IsDeparture(word) ? word
            : Names("undeliver") || Names("bounc") ? SubscriberStatus.Bounced
            : Names("complain") ? SubscriberStatus.Complained
            : row.Says(StopTime) || (row.Says(StopStatus) && word is null) ? SubscriberStatus.Unsubscribed
            : null;
        return ForeignStatus.Least(
            new(SubscriberStatus.Active),
            new(stopped),
            ForeignStatus.Of(row.Text(Status), "status"),
            new(row.IsNot(Verified) ? SubscriberStatus.Pending : null)
        );
    }
}
