using Newsletter.Dispatcher.Subscribers.Import.Columns;

namespace Newsletter.Dispatcher.Subscribers.Import.Forms;

/// <summary>
/// HubSpot: the export of contacts. One column says who has opted out of all email, another whose mail bounced.
/// Tests: ForeignFormTests.
/// </summary>
internal static class HubSpot
{
    private static readonly string[] OptedOut =
    [
        "unsubscribed_from_all_email",
        "unsubscribed_from_all_emails",
        "hs_email_optout",
        "opted_out_of_all_email",
        "opted_out_of_email",
        "email_opt_out",
    ];

    private static readonly string[] Bounced =
    [
        "email_hard_bounce_reason",
        "hs_email_hard_bounce_reason",
        "hs_email_hard_bounce_reason_enum",
        "invalid_email_address",
        "hs_email_bad_address",
    ];

    private static readonly string[] Quarantined = ["email_address_quarantined", "hs_email_quarantined"];

    private static readonly string[] Marketing = ["marketing_contact_status", "hs_marketable_status"];

    private static readonly string[] Confirmation =
    [
        "marketing_email_confirmation_status",
        "marketing_email_confirmation",
        "hs_emailconfirmationstatus",
    ];

    public static readonly ForeignForm Form = new()
    {
        Product = "HubSpot",
        TellTales =
        [
            ["unsubscribed_from_all_email"],
            ["unsubscribed_from_all_emails"],
            ["hs_email_optout"],
            ["marketing_contact_status"],
            ["record_id", "create_date"],
            ["record_id", "lead_status"],
            ["record_id", "contact_owner"],
            ["record_id", "lifecycle_stage"],
        ],
        Email = ["email", "email_address"],
        FirstName = ["first_name", "firstname"],
        LastName = ["last_name", "lastname"],
        CreatedAt = ["create_date", "createdate"],
        Standing = [.. OptedOut, .. Bounced, .. Quarantined, .. Marketing, .. Confirmation],
        SaysNoMore =
        [
            "lead_status",
            "lifecycle_stage",
            "marketing_emails_bounced",
            "marketing_emails_opened",
            "marketing_emails_clicked",
            "marketing_emails_delivered",
            "membership_notes",
            "last_marketing_email_send_date",
            "last_marketing_email_open_date",
            "last_marketing_email_click_date",
            "first_marketing_email_send_date",
            "first_marketing_email_open_date",
            "marketing_contact_status_source_type",
            "marketing_contact_status_source_name",
            "marketing_contact_until_next_update",
            "buying_role",
            "lead_type",
            "original_source_type",
        ],
        Needed = [OptedOut],
        Stand = Stand,
    };

    private static Standing Stand(ForeignRow row) =>
        ForeignStatus.Least(
            new(SubscriberStatus.Active),
            new(row.Says(OptedOut) ? SubscriberStatus.Unsubscribed : null),
            new(row.Says(Bounced) ? SubscriberStatus.Bounced : null),
            new(row.Says(Quarantined) ? SubscriberStatus.Pending : null),
            Marketed(row.Text(Marketing)),
            Confirmed(row.Text(Confirmation))
        );

    /// <summary>A contact that is not set as a marketing contact gets no newsletter there.</summary>
    private static Standing Marketed(string text) =>
        new(
            CellTruth.IsNo(text) || text.StartsWith("non", StringComparison.OrdinalIgnoreCase)
                ? SubscriberStatus.Pending
                : null
        );

    private static Standing Confirmed(string text) =>
        new(text.Contains("pending", StringComparison.OrdinalIgnoreCase) ? SubscriberStatus.Pending : null);
}
