namespace Newsletter.Dispatcher.Subscribers;

/// <summary>Whom to read; null lets everybody through.</summary>
internal sealed record SubscriberFilter(string? Status = null, string? Tag = null);
