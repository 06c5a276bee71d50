namespace Newsletter.Dispatcher.Subscriptions.Links;

/// <summary>Somebody's wish to be mailed the link to their subscription.</summary>
/// <param name="Email">As typed.</param>
/// <param name="Network">Whence they ask: an IPv4 /24 or IPv6 /64, never a whole address. Not stored.</param>
internal sealed record LinkRequest(string Email, string Network);
