using Newsletter.Dispatcher.Subscribers.Import.Columns;

namespace Newsletter.Dispatcher.Subscribers.Import.Forms;

/// <summary>
/// Brevo, formerly Sendinblue: the export of contacts. Blocklisted is who unsubscribed, complained or bounced there;
/// newer
/// exports name the channels (<c>email_marketing</c>) instead of a yes. Its days are written before the months.
/// Tests: ForeignFormTests.
/// </summary>
internal static class Brevo
{
    private static readonly string[] Blocklisted =
    [
        "_blocklisted",
        "blocklisted",
        "email_blocklisted",
        "email_blacklisted",
        "emailblacklisted",
        "emailblocklisted",
        "blacklisted",
        "blacklist",
        "blocklist",
        "email_blacklist",
        "email_blocklist",
        "unsubscribed",
        "email_unsubscribed",
    ];

    private static readonly string[] Subscribed =
    [
        "_subscribed",
        "subscribed",
        "email_subscribed",
        "subscription_status",
        "email_status",
        "status",
    ];

    private static readonly string[] OptIn = ["opt_in", "optin", "optin_email"];

    public static readonly ForeignForm Form = new()
    {
        Product = "Brevo",
        TellTales =
        [
            ["added_time"],
            ["_blocklisted"],
            ["_subscribed"],
            ["emailblacklisted"],
        ],
        Email = ["email"],
        FirstName = ["firstname", "first_name", "prenom", "vorname", "nombre"],
        LastName = ["lastname", "last_name", "nom", "nachname", "surname", "apellidos"],
        CreatedAt = ["added_time", "createdat", "created_at"],
        Standing = [.. Blocklisted, .. Subscribed, .. OptIn],
        SaysNoMore = ["double_opt_in"],
        DateForms = ["dd-MM-yyyy HH:mm:ss", "dd-MM-yyyy HH:mm", "dd-MM-yyyy"],
        Needed =
        [
            [.. Blocklisted, .. Subscribed],
        ],
        Stand = Stand,
    };

    private static Standing Stand(ForeignRow row)
    {
        var blocked = row.Text(Blocklisted);
        if (Names(blocked) ?? (!CellTruth.IsNothing(blocked) && !CellTruth.IsNo(blocked)))
        {
            return new(SubscriberStatus.Unsubscribed);
        }

        // Somebody who is on no channel for marketing has agreed to nothing.
        var subscribed = row.Text(Subscribed);
        var isAsked = Subscribed.Any(row.Has);
        return ForeignStatus.Least(
            new(SubscriberStatus.Active),
            new(row.IsNot(OptIn) ? SubscriberStatus.Unsubscribed : null),
            !isAsked || Names(subscribed) == true || CellTruth.IsYes(subscribed) ? new(null)
                : Names(subscribed) == false || CellTruth.IsNothing(subscribed) ? new(SubscriberStatus.Pending)
                : CellTruth.IsNo(subscribed) ? new(SubscriberStatus.Unsubscribed)
                : ForeignStatus.Of(subscribed, "subscribed")
        );
    }

    /// <summary>Whether a list of channels names email; null for what is no such list.</summary>
    private static bool? Names(string channels) =>
        channels.Contains("email", StringComparison.OrdinalIgnoreCase) ? true
        : channels.Contains("sms", StringComparison.OrdinalIgnoreCase) ? false
        : channels.Contains("whatsapp", StringComparison.OrdinalIgnoreCase) ? false
        : null;
}
