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
    /// Gets a GET after each dispatch where all went well, so that its silence tells that the service is dead; null for
    /// none.
    /// </summary>
    public Uri? Heartbeat { get; init; }

    /// <summary>Whether a dispatch that went well is told, too.</summary>
    public bool Summary { get; init; } = true;
}
