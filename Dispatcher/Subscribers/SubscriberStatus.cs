namespace Newsletter.Dispatcher.Subscribers;

/// <summary>Whether a subscriber gets mail, and why not.</summary>
internal enum SubscriberStatus
{
    /// <summary>Signed up, not confirmed: gets nothing yet.</summary>
    Pending,
    Active,
    Paused,

    /// <summary>Trial or paid term over.</summary>
    Expired,
    Unsubscribed,
    Bounced,
    Complained,
}
