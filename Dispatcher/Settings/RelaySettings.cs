namespace Newsletter.Dispatcher.Settings;

/// <summary>
/// An SMTP server that the dispatcher hands mail to. Section <c>Relays</c>.
/// Tests: SettingsCheckTests.
/// </summary>
internal sealed record RelaySettings
{
    public required string Host { get; init; }

    public int Port { get; init; } = 587;

    public RelaySecurity Security { get; init; } = RelaySecurity.StartTls;

    public string? UserName { get; init; }

    public string? Password { get; init; }

    /// <summary>Its part of the connections against the other relays' weights, 1 to 1000.</summary>
    public int Weight { get; init; } = 1;

    /// <summary>For messages; never a secret.</summary>
    public override string ToString() => $"{Host}:{Port}";
}
