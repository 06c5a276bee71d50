namespace Newsletter.Dispatcher.Subscribers;

/// <summary>The words for what happens to a subscription, as they stand in the database and on screen.</summary>
internal static class SubscriberEvent
{
    /// <summary>Came with the file of another product; the detail is its name and the status.</summary>
    public const string Imported = "imported";

    /// <summary>Somebody asked for the newsletter to come to this address; a confirm mail was sent.</summary>
    public const string SignedUp = "signed-up";
    public const string Confirmed = "confirmed";

    /// <summary>
    /// Gets the newsletter again after having left, expired or bounced, because the person confirmed or paid, or an
    /// operator said so; the detail says after which.
    /// </summary>
    public const string CameBack = "came-back";
    public const string Paused = "paused";
    public const string Resumed = "resumed";
    public const string Left = "left";

    /// <summary>The address was suppressed, because it refuses mail or mail came back; the detail is why.</summary>
    public const string Bounced = "bounced";

    /// <summary>Marked a message as spam.</summary>
    public const string Complained = "complained";

    /// <summary>An operator suppressed the address; the detail is why.</summary>
    public const string Suppressed = "suppressed";

    /// <summary>An operator ended the suppression of the address; the detail is its kind.</summary>
    public const string SuppressionLifted = "suppression-lifted";

    /// <summary>Leaving was taken back.</summary>
    public const string Undone = "undone";
    public const string NameChanged = "name-changed";
    public const string TimeZoneChanged = "time-zone-changed";
    public const string AddressAsked = "address-asked";
    public const string AddressChanged = "address-changed";

    /// <summary>The address before has taken the change back; the detail is the one that was refused.</summary>
    public const string AddressKept = "address-kept";

    /// <summary>Was mailed a link that works once; the detail is what it is for.</summary>
    public const string LinkAsked = "link-asked";

    /// <summary>All links from before only unsubscribe from now on; the detail is why.</summary>
    public const string LinksRenewed = "links-renewed";
    public const string TrialBegan = "trial-began";

    /// <summary>An operator gave a term; the detail is its last day.</summary>
    public const string Extended = "extended";
    public const string Paid = "paid";
    public const string Refunded = "refunded";

    /// <summary>
    /// The payments ended at this instant; the detail is the provider's id of their subscription, null for all.
    /// </summary>
    public const string Ended = "ended";

    /// <summary>
    /// The subscription at the provider, whose id is the detail, will not renew itself; its term goes on to its end.
    /// </summary>
    public const string Cancelled = "cancelled";

    /// <summary>A cancellation was taken back.</summary>
    public const string Renewing = "renewing";
    public const string Expired = "expired";

    /// <summary>Asked to be erased while a message was on its way.</summary>
    public const string EraseAsked = "erase-asked";
}
