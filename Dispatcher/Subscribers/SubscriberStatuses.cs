using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Subscribers;

/// <summary>
/// The words for a subscriber's status, as they stand in the database, in CSV files and on screen.
/// Tests: SqlStateTests.
/// </summary>
internal static class SubscriberStatuses
{
    public static readonly EnumWords<SubscriberStatus> Words = new(
        (SubscriberStatus.Pending, "pending"),
        (SubscriberStatus.Active, "active"),
        (SubscriberStatus.Paused, "paused"),
        (SubscriberStatus.Expired, "expired"),
        (SubscriberStatus.Unsubscribed, "unsubscribed"),
        (SubscriberStatus.Bounced, "bounced"),
        (SubscriberStatus.Complained, "complained")
    );

    public static string Word(this SubscriberStatus status) => Words.Of(status);
}
