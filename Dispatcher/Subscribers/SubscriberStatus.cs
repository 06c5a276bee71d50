namespace Newsletter.Dispatcher.Subscribers;

/// <summary>The words for a subscriber's status, as they stand in the database, in CSV files and on screen.</summary>
internal static class SubscriberStatus
{
    /// <summary>Signed up, not confirmed: gets nothing yet.</summary>
    public const string Pending = "pending";
    public const string Active = "active";
    public const string Paused = "paused";

    /// <summary>Trial or paid term over.</summary>
    public const string Expired = "expired";
    public const string Unsubscribed = "unsubscribed";
    public const string Bounced = "bounced";
    public const string Complained = "complained";

    public static readonly IReadOnlyList<string> All =
    [
        Pending,
        Active,
        Paused,
        Expired,
        Unsubscribed,
        Bounced,
        Complained,
    ];
}
