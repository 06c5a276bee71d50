namespace Newsletter.Dispatcher.Subscribers;

/// <summary>Whom to read; null lets everybody through.</summary>
internal sealed record SubscriberFilter(SubscriberStatus? Status = null, string? Tag = null);
