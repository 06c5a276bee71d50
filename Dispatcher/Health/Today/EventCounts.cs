namespace Newsletter.Dispatcher.Health.Today;

/// <summary>What happened to subscriptions in a time.</summary>
/// <param name="Joined">Confirmed, or came back.</param>
/// <param name="Left">Unsubscribed.</param>
/// <param name="Paid">Payments.</param>
/// <param name="Ended">Trials and paid terms that ended.</param>
internal sealed record EventCounts(long Joined, long Left, long Paid, long Ended);
