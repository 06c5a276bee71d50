namespace Newsletter.Dispatcher.Subscribers;

/// <summary>What happens to a subscription.</summary>
internal enum SubscriberEvent
{
    /// <summary>Came with the file of another product; the detail is its name and the status.</summary>
    Imported,

    /// <summary>The address was typed into the sign-up page; a confirm mail was sent.</summary>
    SignedUp,
    Confirmed,

    /// <summary>
    /// Gets the newsletter again after having left, expired or bounced, because the person confirmed or paid, or an
    /// operator said so; the detail says after which.
    /// </summary>
    CameBack,
    Paused,
    Resumed,
    Left,

    /// <summary>The address was suppressed, because it refuses mail or mail came back; the detail is why.</summary>
    Bounced,

    /// <summary>Marked a message as spam.</summary>
    Complained,

    /// <summary>An operator suppressed the address; the detail is why.</summary>
    Suppressed,

    /// <summary>An operator ended the suppression of the address; the detail is its kind.</summary>
    SuppressionLifted,

    /// <summary>Leaving was taken back.</summary>
    Undone,
    NameChanged,
    TimeZoneChanged,
    AddressAsked,
    AddressChanged,

    /// <summary>The address before has taken the change back; the detail is the one that was refused.</summary>
    AddressKept,

    /// <summary>Was mailed a link that works once; the detail is what it is for.</summary>
    LinkAsked,

    /// <summary>All links from before only unsubscribe from now on; the detail is why.</summary>
    LinksRenewed,
    TrialBegan,

    /// <summary>An operator gave a term; the detail is its last day.</summary>
    Extended,
    Paid,
    Refunded,

    /// <summary>
    /// The payments ended at this instant; the detail is the provider's id of their subscription, null for all.
    /// </summary>
    Ended,

    /// <summary>
    /// The subscription at the provider, whose id is the detail, will not renew itself; its term goes on to its end.
    /// </summary>
    Cancelled,

    /// <summary>A cancellation was taken back.</summary>
    Renewing,
    Expired,

    /// <summary>Asked to be erased while a message was on its way.</summary>
    EraseAsked,
}
