using Newsletter.Dispatcher.Addresses;

namespace Newsletter.Dispatcher.Settings;

/// <summary>Who is told when something is wrong, and after each dispatch. Section <c>Alerts</c>.</summary>
internal sealed record AlertSettings
{
    /// <summary>Gets a plain mail; null for no mail.</summary>
    public EmailAddress? To { get; init; }

    /// <summary>Gets a POST with JSON; null for none. The address may hold a secret, so it is in no message.</summary>
    public Uri? Webhook { get; init; }

    /// <summary>
    /// Gets a GET after each dispatch that went well. When no GET comes, the service is dead. Null for none.
    /// </summary>
    public Uri? Heartbeat { get; init; }

    /// <summary>Whether a summary is also sent for a dispatch that went well.</summary>
    public bool Summary { get; init; } = true;
}
