namespace Newsletter.Dispatcher.Settings;

/// <summary>
/// The mailbox that bounces come to, read by IMAP. Section <c>Bounces:Imap</c>.
/// Tests: SettingsCheckTests.
/// </summary>
internal sealed record ImapSettings
{
    public required string Host { get; init; }

    /// <summary>993 with TLS from the first byte, else 143.</summary>
    public int Port { get; init; } = 993;

    public RelaySecurity Security { get; init; } = RelaySecurity.Tls;

    public required string UserName { get; init; }

    public required string Password { get; init; }

    /// <summary>Where mail comes in, with <c>/</c> between a folder and one in it.</summary>
    public string Folder { get; init; } = "INBOX";

    /// <summary>Where a mail goes when it was read; made when it is missing.</summary>
    public string DoneFolder { get; init; } = "Bounces/Done";

    /// <summary>For messages; never a secret.</summary>
    public override string ToString() => $"{Host}:{Port}";
}
