namespace Newsletter.Dispatcher.Settings;

/// <summary>Where mail that comes back goes, and where it is read. Section <c>Bounces</c>.</summary>
internal sealed record BouncesSettings
{
    /// <summary>
    /// Envelope sender of every message, with <c>{token}</c> in it: <c>bounces+{token}@example.com</c>. Null uses
    /// the newsletter's address; then no bounce shows for certain which message it is about.
    /// </summary>
    public string? ReturnPath { get; init; }

    /// <summary>A Maildir that the service reads; null for none.</summary>
    public string? Maildir { get; init; }

    /// <summary>A mailbox that the service reads by IMAP; null for none.</summary>
    public ImapSettings? Imap { get; init; }

    /// <summary>Providers that tell of bounces by posting them.</summary>
    public ProvidersSettings Providers { get; init; } = new();
}
