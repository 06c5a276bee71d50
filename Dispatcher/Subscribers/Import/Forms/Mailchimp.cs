namespace Newsletter.Dispatcher.Subscribers.Import.Forms;

/// <summary>
/// Mailchimp: an audience comes as three files, of those who are subscribed, unsubscribed and cleaned (their mail
/// bounced). What tells them is a column; only the export of an account has one for the status. Its dates are UTC.
/// Tests: ForeignFormTests.
/// </summary>
internal static class Mailchimp
{
    public static readonly ForeignForm Form = new()
    {
        Product = "Mailchimp",
        TellTales =
        [
            ["member_rating", "optin_time"],
            ["leid", "euid"],
            ["email_address", "optin_time"],
            ["email_address", "confirm_time"],
            ["email_address", "member_rating"],
            ["unsub_time"],
            ["clean_time"],
        ],
        Email = ["email_address", "email"],
        FirstName = ["first_name", "fname"],
        LastName = ["last_name", "lname"],
        FullName = ["name", "full_name"],
        TimeZone = ["timezone"],
        Tags = ["tags"],
        CreatedAt = ["optin_time"],
        ConfirmedAt = ["confirm_time"],
        Standing = ["status", "unsub_time", "unsub_reason", "clean_time", "last_changed"],
        SaysNoMore =
        [
            "unsub_campaign_title",
            "unsub_campaign_id",
            "unsub_reason_other",
            "clean_campaign_title",
            "clean_campaign_id",
        ],
        Stand = Stand,
    };

    private static Standing Stand(ForeignRow row)
    {
        // The file of those who left has no LAST_CHANGED; with it, only a row that has a time is about somebody who
        // did.
        var isForLeavers = !row.Has("last_changed") && !row.Has("status");
        if (row.Text("clean_time").Length > 0 || (isForLeavers && row.Has("clean_time")))
        {
            return new(SubscriberStatus.Bounced);
        }

        if (row.Text("unsub_time").Length > 0 || (isForLeavers && row.Has("unsub_time")))
        {
            var reason = row.Text("unsub_reason");
            var isComplaint =
                reason.Contains("abuse", StringComparison.OrdinalIgnoreCase)
                || reason.Contains("spam", StringComparison.OrdinalIgnoreCase);
            return new(isComplaint ? SubscriberStatus.Complained : SubscriberStatus.Unsubscribed);
        }

        var status = ForeignStatus.Of(row.Text("status"), "status");
        return status is { Status: null, Problem: null } ? new(SubscriberStatus.Active) : status;
    }
}
