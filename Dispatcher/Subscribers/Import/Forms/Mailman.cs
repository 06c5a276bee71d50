using Newsletter.Dispatcher.Subscribers.Import.Columns;

namespace Newsletter.Dispatcher.Subscribers.Import.Forms;

/// <summary>
/// Mailman 2 and 3: lists of members as CSV. A member whose delivery is off gets no mail there and stays a member: by
/// the
/// member it is a pause, by bounces the mail came back.
/// Tests: ForeignFormTests.
/// </summary>
internal static class Mailman
{
    private static readonly string[] Delivery = ["delivery_status", "nomail", "no_mail", "delivery", "mail_delivery"];

    private static readonly string[] Role = ["role", "member_role"];

    public static readonly ForeignForm Form = new()
    {
        Product = "Mailman",
        TellTales =
        [
            ["delivery_status"],
            ["delivery_mode"],
            ["nomail"],
            ["not_metoo"],
            ["notmetoo"],
            ["real_name", "digest"],
            ["realname", "digest"],
        ],
        Email = ["email", "address", "email_address", "member_address", "subscribed_address", "member", "addr"],
        FullName = ["real_name", "realname", "display_name", "full_name", "fullname", "name", "user_name"],
        CreatedAt = ["subscribed_on", "joined", "member_since", "created_at"],
        Standing = [.. Delivery, .. Role],
        SaysNoMore =
        [
            "delivery_mode",
            "moderation_action",
            "subscription_mode",
            "digest",
            "plain",
            "hide",
            "ack",
            "mod",
            "not_metoo",
            "notmetoo",
            "nodupes",
            "acknowledge_posts",
            "receive_list_copy",
            "receive_own_postings",
            "hide_address",
        ],
        Needed = [Delivery],
        Stand = row =>
            ForeignStatus.Least(new(SubscriberStatus.Active), Delivered(row.Text(Delivery)), Member(row.Text(Role))),
    };

    /// <summary>Mailman 2 writes a letter (user, administrator, bounces, unknown), Mailman 3 a word.</summary>
    private static Standing Delivered(string text)
    {
        var word = text.Trim('[', ']')
            .ToLowerInvariant()
            .Replace(' ', '_')
            .Replace("deliverystatus.", "", StringComparison.Ordinal);
        return word switch
        {
            "enabled" or "regular" => new(null),
            "by_user" or "u" => new(SubscriberStatus.Paused),
            "by_bounces" or "by_bounce" or "b" => new(SubscriberStatus.Bounced),
            "by_moderator" or "by_admin" or "a" => new(SubscriberStatus.Unsubscribed),
            "unknown" or "?" or "disabled" => new(SubscriberStatus.Pending),
            _ when CellTruth.IsNothing(word) || CellTruth.IsNo(word) => new(null),
            _ when CellTruth.IsYes(word) => new(SubscriberStatus.Paused),
            _ => ForeignStatus.Of(text, "delivery_status"),
        };
    }

    /// <summary>Somebody who is not a member wrote to the list once.</summary>
    private static Standing Member(string role) =>
        new(
            role.Replace("-", "", StringComparison.Ordinal).Contains("nonmember", StringComparison.OrdinalIgnoreCase)
                ? SubscriberStatus.Pending
                : null
        );
}
