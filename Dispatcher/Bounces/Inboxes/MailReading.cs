namespace Newsletter.Dispatcher.Bounces.Inboxes;

/// <summary>A mail read from a file, or why it could not be.</summary>
/// <param name="Name">As the user named it; for files of a folder their path in it.</param>
/// <param name="Mail">At most one byte more than is read of a mail; null where there is a problem.</param>
internal sealed record MailReading(string Name, byte[]? Mail, string? Problem);
