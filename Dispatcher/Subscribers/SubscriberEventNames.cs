using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Subscribers;

/// <summary>
/// The words for what happens to a subscription, as they stand in the database and on screen.
/// Tests: EnumWordsTests.
/// </summary>
internal static class SubscriberEventNames
{
    public static readonly EnumWords<SubscriberEvent> Words = new(
        (SubscriberEvent.Imported, "imported"),
        (SubscriberEvent.SignedUp, "signed-up"),
        (SubscriberEvent.Confirmed, "confirmed"),
        (SubscriberEvent.CameBack, "came-back"),
        (SubscriberEvent.Paused, "paused"),
        (SubscriberEvent.Resumed, "resumed"),
        (SubscriberEvent.Left, "left"),
        (SubscriberEvent.Bounced, "bounced"),
        (SubscriberEvent.Complained, "complained"),
        (SubscriberEvent.Suppressed, "suppressed"),
        (SubscriberEvent.SuppressionLifted, "suppression-lifted"),
        (SubscriberEvent.Undone, "undone"),
        (SubscriberEvent.NameChanged, "name-changed"),
        (SubscriberEvent.TimeZoneChanged, "time-zone-changed"),
        (SubscriberEvent.AddressAsked, "address-asked"),
        (SubscriberEvent.AddressChanged, "address-changed"),
        (SubscriberEvent.AddressKept, "address-kept"),
        (SubscriberEvent.LinkAsked, "link-asked"),
        (SubscriberEvent.LinksRenewed, "links-renewed"),
        (SubscriberEvent.TrialBegan, "trial-began"),
        (SubscriberEvent.Extended, "extended"),
        (SubscriberEvent.Paid, "paid"),
        (SubscriberEvent.Refunded, "refunded"),
        (SubscriberEvent.Ended, "ended"),
        (SubscriberEvent.Cancelled, "cancelled"),
        (SubscriberEvent.Renewing, "renewing"),
        (SubscriberEvent.Expired, "expired"),
        (SubscriberEvent.EraseAsked, "erase-asked")
    );

    public static string Word(this SubscriberEvent what) => Words.Of(what);
}
