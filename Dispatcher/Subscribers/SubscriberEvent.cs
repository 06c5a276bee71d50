namespace Newsletter.Dispatcher.Subscribers;

/// <summary>What happens to a subscription.</summary>
internal enum SubscriberEvent
{
    /// <summary>Came with the file of another product; the detail is its name and the status.</summary>
    Imported,

    /// <summary>The address was typed into the sign-up page; a confirm mail was sent.</summary>
    SignedUp,
    Confirmed,

    /// <summary>Confirmed again after having left, expired or bounced; the detail says which.</summary>
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

    /// <summary>Leaving was taken back.</summary>
    Undone,
    NameChanged,
    TimeZoneChanged,
    AddressAsked,
    AddressChanged,
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
